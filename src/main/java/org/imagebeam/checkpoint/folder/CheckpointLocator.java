package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.bundle.ShardNames;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.foreign.ForeignFiles;
import org.imagebeam.foreign.ForeignFormat;
import org.imagebeam.model.SavedModels;
import org.imagebeam.storage.Storage;

/**
 * Finds the checkpoint that is meant by a path: by its prefix, by one of its files, or by the file
 * {@code checkpoint} that names it.
 */
public final class CheckpointLocator {
  private static final String INDEX = ".index";
  private static final String META = ".meta";
  private static final Pattern DATA =
      Pattern.compile("(.*)\\.data-\\d{5}-of-\\d{5}", Pattern.DOTALL);

  private CheckpointLocator() {}

  /** Whether there is an index of this prefix, so that the checkpoint is of format V2. */
  static boolean hasIndex(String prefix) throws IOException {
    return Storage.isFile(CheckpointPaths.index(prefix));
  }

  /**
   * The prefix of a checkpoint.
   *
   * @param path no folder
   * @throws CheckpointException NOT_FOUND if there is none, saying what is missing; MISMATCH if it
   *     is a SavedModel, or a file of another format; CORRUPT if the file {@code checkpoint} can't
   *     be read
   */
  public static String require(String path) throws IOException {
    Optional<String> found = find(path);
    if (found.isPresent()) {
      return found.get();
    }
    if (SavedModels.isOne(path)) {
      throw savedModel(path);
    }
    requireNotForeign(path);
    String base = withoutSuffix(path).orElse(path);
    throw new CheckpointException(
        Kind.NOT_FOUND, "there is no checkpoint " + base + ": " + missing(base));
  }

  /** Says what is missing of a checkpoint that isn't there, and what is there of it. */
  static String missing(String prefix) throws IOException {
    List<String> files = filesOf(prefix);
    String index = CheckpointPaths.index(prefix);
    if (Storage.isFolder(index)) {
      return index + " is a folder";
    }
    if (files.isEmpty()) {
      return index + " does not exist";
    }
    return index
        + " is missing, though "
        + String.join(" and ", files)
        + (files.size() == 1 ? " is" : " are")
        + " there; nothing can be read without the index, so copy it from where the checkpoint was"
        + " saved";
  }

  static CheckpointException savedModel(String path) throws IOException {
    return new CheckpointException(Kind.MISMATCH, SavedModels.noCheckpoint(path));
  }

  /**
   * Sees that a path isn't that of a file of another format.
   *
   * @throws CheckpointException MISMATCH if it is
   */
  static void requireNotForeign(String path) throws IOException {
    Optional<ForeignFormat> found = foreign(path);
    if (found.isPresent()) {
      boolean keras = found.get() == ForeignFormat.KERAS || found.get() == ForeignFormat.HDF5;
      throw new CheckpointException(
          Kind.MISMATCH,
          path
              + " is "
              + found.get().words()
              + " and no checkpoint of TensorFlow, which is PREFIX.index with"
              + " PREFIX.data-00000-of-00001"
              + (keras
                  ? ": Python's tf.train.Checkpoint(model=tf.keras.models.load_model(FILE)).write("
                      + "PREFIX) makes one of a model"
                  : ""));
    }
  }

  /** What a checkpoint's own files hold goes by their names alone. */
  private static Optional<ForeignFormat> foreign(String path) throws IOException {
    if (withoutSuffix(path).isPresent() || ShardNames.prefixOf(path).isPresent()) {
      return Optional.empty();
    }
    return ForeignFiles.format(path).filter(format -> format != ForeignFormat.CHECKPOINT);
  }

  /** The prefix of a checkpoint, or nothing if there is none. */
  static Optional<String> find(String path) throws IOException {
    if (hasIndex(path)) {
      return Optional.of(path);
    }
    if (Storage.isFile(path)) {
      return ofFile(path);
    }
    if (ShardNames.exist(path)) {
      return Optional.of(path);
    }
    Optional<String> base = withoutSuffix(path);
    if (base.isPresent() && hasIndex(base.get())) {
      return base;
    }
    Optional<String> shards = ShardNames.prefixOf(path);
    if (shards.isPresent() && ShardNames.exist(shards.get())) {
      return shards;
    }
    return path.endsWith("/") || Storage.isFolder(path)
        ? Optional.empty()
        : ShardNames.startingWith(path);
  }

  private static Optional<String> ofFile(String path) throws IOException {
    Optional<String> base = withoutSuffix(path);
    if (base.isPresent()) {
      if (hasIndex(base.get()) || Storage.isFile(base.get())) {
        return base;
      }
      return path.endsWith(META) ? ShardNames.startingWith(base.get()) : Optional.empty();
    }
    Optional<String> shards = ShardNames.prefixOf(path);
    if (shards.isPresent()) {
      return shards;
    }
    if (SavedModels.isOne(path) || foreign(path).isPresent()) {
      return Optional.empty();
    }
    return CheckpointState.isOne(path) ? named(path) : Optional.of(path);
  }

  /** The checkpoint that a file {@code checkpoint} names. */
  private static Optional<String> named(String state) throws IOException {
    String folder = CheckpointPaths.directory(state);
    Optional<String> named = CheckpointState.read(folder, CheckpointPaths.name(state)).modelPath();
    // One that names itself, or another such file, would lead on for ever.
    return named.isEmpty() || CheckpointState.isOne(named.get())
        ? Optional.empty()
        : find(named.get());
  }

  /** What one of the files of a checkpoint of format V2 is called without its ending. */
  private static Optional<String> withoutSuffix(String path) {
    for (String suffix : List.of(INDEX, META)) {
      if (path.endsWith(suffix) && !CheckpointPaths.name(path).equals(suffix)) {
        return Optional.of(path.substring(0, path.length() - suffix.length()));
      }
    }
    Matcher data = DATA.matcher(path);
    return data.matches() ? Optional.of(data.group(1)) : Optional.empty();
  }

  /** The names of those data and graph files of a checkpoint that are there. */
  static List<String> filesOf(String prefix) throws IOException {
    String name = CheckpointPaths.name(prefix);
    String folder = CheckpointPaths.directory(prefix);
    Pattern data = Checkpoints.dataFiles(name);
    return Storage.list(folder.isEmpty() ? "." : folder).stream()
        .filter(file -> data.matcher(file).matches() || file.equals(CheckpointPaths.meta(name)))
        .toList();
  }
}
