package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.bundle.ShardNames;
import org.imagebeam.checkpoint.bundle.TensorSliceFile;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and deletes checkpoints, local or {@code gs://}. Writes nothing else. Thread-safe. */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private Checkpoints() {}

  /**
   * Returns the newest checkpoint that the file {@code checkpoint} names; see {@link
   * #latestCheckpoint(String, String)}.
   */
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
    Optional<String> named = CheckpointState.read(directory, latestFilename).modelPath();
    Optional<String> prefix =
        named.isPresent() ? CheckpointLocator.find(named.get()) : Optional.empty();
    if (named.isPresent() && prefix.isEmpty()) {
      LOG.warn(
          "{} names the checkpoint {}, of which there are no files that can be read",
          CheckpointPaths.join(directory, latestFilename),
          named.get());
    }
    return prefix;
  }

  /**
   * Whether there is a checkpoint in TensorFlow's format V2 or V1.
   *
   * @param prefix its prefix; one of its files, or the file {@code checkpoint} that names it,
   *     stands for it too
   */
  public static boolean exists(String prefix) throws IOException {
    return CheckpointLocator.find(prefix).isPresent();
  }

  /** Whether there are files of exactly this prefix. */
  static boolean isPrefix(String prefix) throws IOException {
    return CheckpointLocator.hasIndex(prefix) || Storage.isFile(prefix);
  }

  /** When a checkpoint was written, in seconds since 1970, if there is one. */
  public static Optional<Double> modified(String prefix) throws IOException {
    List<String> files = new ArrayList<>(List.of(CheckpointPaths.index(prefix)));
    files.addAll(ShardNames.present(prefix));
    for (String path : files) {
      if (Storage.isFile(path)) {
        return Storage.info(path).map(file -> file.modified().toEpochMilli() / 1e3);
      }
    }
    return Optional.empty();
  }

  /**
   * Deletes a checkpoint's files: graph, index, data, in this order; of format V1 the graph and the
   * file or files. Those that are not there don't matter.
   *
   * @param prefix its prefix, or one of its files
   * @throws IOException if one can't be deleted; those after it are left
   */
  public static void delete(String prefix) throws IOException {
    String meant =
        Storage.isFile(prefix) && CheckpointState.isOne(prefix)
            ? prefix
            : CheckpointLocator.find(prefix).orElse(prefix);
    boolean indexed = CheckpointLocator.hasIndex(meant);
    Storage.delete(CheckpointPaths.meta(meant));
    Storage.delete(CheckpointPaths.index(meant));
    String directory = CheckpointPaths.directory(meant);
    Pattern data = dataFiles(CheckpointPaths.name(meant));
    for (String name : Storage.list(directory.isEmpty() ? "." : directory)) {
      if (data.matcher(name).matches()) {
        Storage.delete(CheckpointPaths.join(directory, name));
      }
    }
    if (!indexed) {
      for (String file : ShardNames.present(meant)) {
        // Another file of that name is none of the checkpoint's.
        if (TensorSliceFile.isOne(file)) {
          Storage.delete(file);
        }
      }
    }
  }

  /** The names of a checkpoint's data files. */
  static Pattern dataFiles(String name) {
    return Pattern.compile(Pattern.quote(name) + "\\.data-.{5}-of-.{5}", Pattern.DOTALL);
  }
}
