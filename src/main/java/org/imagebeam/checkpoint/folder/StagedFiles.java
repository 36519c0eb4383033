package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;

/** The files of a checkpoint in a folder of this machine. */
final class StagedFiles {
  private StagedFiles() {}

  /** Those that are there, in the order in which they are to be published: data, index, graph. */
  static List<Path> of(Path folder, String name) throws IOException {
    List<Path> files = new ArrayList<>();
    Pattern data = Checkpoints.dataFiles(name);
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(file -> data.matcher(file.getFileName().toString()).matches())
          .sorted()
          .forEach(files::add);
    }
    for (String last : List.of(CheckpointPaths.index(name), CheckpointPaths.meta(name))) {
      Path file = folder.resolve(last);
      if (Files.exists(file)) {
        files.add(file);
      }
    }
    return files;
  }

  /** Brings the files to the disk, before something names them. */
  static void sync(List<Path> files) throws IOException {
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }
}
