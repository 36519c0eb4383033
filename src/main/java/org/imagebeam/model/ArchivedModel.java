package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.model.archive.ArchiveException;

/** Finds the model in an unpacked archive: some have their files in a folder of their own. */
final class ArchivedModel {
  private ArchivedModel() {}

  /**
   * The folder that holds the graph.
   *
   * @throws ArchiveException if none does, or several do
   */
  static Path find(Path unpacked) throws IOException {
    List<Path> graphs =
        UnpackedModel.files(unpacked).stream()
            .filter(path -> path.getFileName().toString().equals(ModelFolder.GRAPH))
            .toList();
    if (graphs.isEmpty()) {
      throw new ArchiveException("holds no " + ModelFolder.GRAPH);
    }
    if (graphs.size() > 1) {
      throw new ArchiveException(
          "holds "
              + graphs.size()
              + " models ("
              + unpacked.relativize(graphs.get(0))
              + ", "
              + unpacked.relativize(graphs.get(1))
              + "…)");
    }
    return requireNonNull(graphs.get(0).getParent());
  }
}
