package org.imagebeam.imagemodel;

import java.io.IOException;
import java.util.Optional;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.graph.UnfrozenGraphException;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.Storage;

/** Says how to freeze a model's graph, with the checkpoint that lies beside it if there is one. */
final class UnfrozenModel {
  private static final String INDEX = ".index";

  private UnfrozenModel() {}

  static ModelException exception(ModelFolder folder, UnfrozenGraphException cause) {
    return folder
        .unusable(": " + cause.getMessage() + "; freeze it first", cause)
        .withRemedy(
            Remedy.of(
                Remedy.Kind.FREEZE_GRAPH,
                checkpoint(folder).orElse("CHECKPOINT"),
                folder.spec().output()));
  }

  private static Optional<String> checkpoint(ModelFolder folder) {
    String location = folder.location();
    if (location.equals(ModelFolder.EMBEDDED)) {
      return Optional.empty();
    }
    try {
      Optional<String> latest = Checkpoints.latestCheckpoint(location);
      return latest.isPresent()
          ? latest
          : Storage.list(location).stream()
              .filter(name -> name.endsWith(INDEX))
              .sorted()
              .findFirst()
              .map(name -> name.substring(0, name.length() - INDEX.length()))
              .map(name -> Storage.resolve(location, name));
    } catch (IOException e) {
      // What is said of the graph is right without it.
      return Optional.empty();
    }
  }
}
