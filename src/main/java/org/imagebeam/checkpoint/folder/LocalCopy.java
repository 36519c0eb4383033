package org.imagebeam.checkpoint.folder;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.bundle.ShardNames;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.ScratchFolder;
import org.imagebeam.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as files of this machine that TensorFlow can read: downloaded where it is remote,
 * and copied where TensorFlow would take its path for a pattern.
 */
public final class LocalCopy implements Closeable {
  private final String prefix;
  private final @Nullable ScratchFolder scratch;

  private LocalCopy(String prefix, @Nullable ScratchFolder scratch) {
    this.prefix = prefix;
    this.scratch = scratch;
  }

  /** The checkpoint of this prefix; a local one stays where it is. */
  public static LocalCopy of(String prefix) throws IOException {
    String local = Storage.localPath(prefix).map(Path::toString).orElse("");
    if (!local.isEmpty() && (CheckpointLocator.hasIndex(prefix) || !ShardNames.isPattern(local))) {
      return new LocalCopy(local, null);
    }
    // TensorFlow takes a prefix of format V1 for a pattern, so that a folder 'a[1]' means 'a1'.
    UnaryOperator<String> naming =
        CheckpointLocator.hasIndex(prefix) ? name -> name : ShardNames::withoutPattern;
    ScratchFolder scratch = ScratchFolder.create();
    String name = naming.apply(CheckpointPaths.name(prefix));
    LocalCopy copy = new LocalCopy(scratch.path().resolve(name).toString(), scratch);
    try {
      copy.download(prefix, naming);
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** The prefix on this machine. */
  public String prefix() {
    return prefix;
  }

  private Path folder() {
    return requireNonNull(Path.of(prefix).getParent());
  }

  private void download(String from, UnaryOperator<String> naming) throws IOException {
    String directory = CheckpointPaths.directory(from);
    String name = CheckpointPaths.name(from);
    Pattern data = Checkpoints.dataFiles(name);
    for (String file : Storage.list(directory.isEmpty() ? "." : directory)) {
      if (data.matcher(file).matches()
          || file.equals(CheckpointPaths.index(name))
          || file.equals(CheckpointPaths.meta(name))
          || file.equals(name)
          || ShardNames.prefixOf(file).filter(name::equals).isPresent()) {
        try (InputStream in = Storage.open(Storage.resolve(directory, file))) {
          Files.copy(in, folder().resolve(naming.apply(file)));
        }
      }
    }
  }

  /** Puts a copy of the files into a remote folder. */
  void uploadTo(String directory) throws IOException {
    upload(folder(), CheckpointPaths.name(prefix), directory);
  }

  /** Uploads a checkpoint's files: data, index, graph. */
  static void upload(Path folder, String name, String directory) throws IOException {
    for (Path file : StagedFiles.of(folder, name)) {
      String target = Storage.resolve(directory, file.getFileName().toString());
      try (AtomicFile object = AtomicFile.create(target)) {
        try (OutputStream out = object.out()) {
          Files.copy(file, out);
        }
        object.commit();
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (scratch != null) {
      scratch.close();
    }
  }
}
