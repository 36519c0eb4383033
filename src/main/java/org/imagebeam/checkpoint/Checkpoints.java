package org.imagebeam.checkpoint;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and deletes checkpoints, local or {@code gs://}. Writes nothing else. Thread-safe. */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private Checkpoints() {}

  /** As {@link #latestCheckpoint(String, String)}, by the file {@code checkpoint}. */
  public static Optional<String> latestCheckpoint(String directory) throws IOException {
    return latestCheckpoint(directory, CheckpointState.FILE_NAME);
  }

  /**
   * The prefix of the checkpoint that a directory's state names, for {@link Saver#restore}.
   *
   * <p>Right after a process was killed while it overwrote a checkpoint, this is the whole copy
   * that it had made before, in a hidden folder; its last name is the checkpoint's.
   *
   * @return nothing if there is no state, or (with a warning) no such checkpoint any more
   * @throws CheckpointException of kind {@code CORRUPT} if the state can't be read
   */
  public static Optional<String> latestCheckpoint(String directory, String latestFilename)
      throws IOException {
    Optional<String> prefix = CheckpointState.read(directory, latestFilename).modelPath();
    if (prefix.isPresent() && !exists(prefix.get())) {
      LOG.warn(
          "{} names the checkpoint {}, of which there are no files",
          CheckpointPaths.join(directory, latestFilename),
          prefix.get());
      return Optional.empty();
    }
    return prefix;
  }

  /** Whether there is a checkpoint of this prefix, in TensorFlow's format V2 or V1. */
  public static boolean exists(String prefix) throws IOException {
    return isFile(CheckpointPaths.index(prefix)) || isFile(prefix);
  }

  private static boolean isFile(String path) throws IOException {
    return Storage.stat(path).filter(file -> !file.resourceId().isDirectory()).isPresent();
  }

  /** When a checkpoint was written, in seconds since 1970, if there is one. */
  static Optional<Double> modified(String prefix) throws IOException {
    for (String path : new String[] {CheckpointPaths.index(prefix), prefix}) {
      if (isFile(path)) {
        return Storage.stat(path).map(file -> file.lastModifiedMillis() / 1e3);
      }
    }
    return Optional.empty();
  }

  /**
   * Deletes a checkpoint's files: graph, index, data, in this order. Those that are not there don't
   * matter.
   *
   * @throws IOException if one can't be deleted; those after it are left
   */
  public static void delete(String prefix) throws IOException {
    Storage.delete(CheckpointPaths.meta(prefix));
    Storage.delete(CheckpointPaths.index(prefix));
    String directory = CheckpointPaths.directory(prefix);
    Pattern data = dataFiles(CheckpointPaths.name(prefix));
    for (String name : Storage.list(directory.isEmpty() ? "." : directory)) {
      if (data.matcher(name).matches()) {
        Storage.delete(CheckpointPaths.join(directory, name));
      }
    }
  }

  /** The names of a checkpoint's data files. */
  static Pattern dataFiles(String name) {
    return Pattern.compile(Pattern.quote(name) + "\\.data-.{5}-of-.{5}", Pattern.DOTALL);
  }
}
