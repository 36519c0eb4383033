package org.imagebeam.checkpoint.folder;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.model.SavedModels;
import org.imagebeam.storage.Storage;

/** What checkpoints a folder holds: those that its file {@code checkpoint} lists, and others. */
public final class CheckpointFolder {
  private final String folder;

  public CheckpointFolder(String folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /**
   * The folder that a user means by its path, or by that of its file {@code checkpoint} or of one
   * of a checkpoint's files in it.
   *
   * @throws CheckpointException MISMATCH if it is a file of another format
   * @throws IOException if that can't be found out
   */
  public static CheckpointFolder of(String folderOrFile) throws IOException {
    if (Storage.isFolder(folderOrFile)
        || !(Storage.exists(folderOrFile) || Checkpoints.exists(folderOrFile))) {
      return new CheckpointFolder(folderOrFile);
    }
    CheckpointLocator.requireNotForeign(folderOrFile);
    String folder = CheckpointPaths.directory(folderOrFile);
    return new CheckpointFolder(folder.isEmpty() ? "." : folder);
  }

  /**
   * The prefix that a user means by a prefix or a folder: itself, or the newest in the folder. One
   * of a checkpoint's files, or the file {@code checkpoint} that names it, stands for it too.
   *
   * @throws CheckpointException NOT_FOUND if there is no checkpoint of that name or in that folder;
   *     MISMATCH if it is a SavedModel
   * @throws IOException if that can't be found out
   */
  public static String prefixOf(String prefixOrFolder) throws IOException {
    boolean folder =
        prefixOrFolder.endsWith("/")
            || (!CheckpointLocator.hasIndex(prefixOrFolder) && Storage.isFolder(prefixOrFolder));
    return folder
        ? new CheckpointFolder(prefixOrFolder).requireLatest()
        : CheckpointLocator.require(prefixOrFolder);
  }

  /**
   * The prefix of the newest checkpoint, as {@link Checkpoints#latestCheckpoint(String)} gives it.
   *
   * @throws CheckpointException NOT_FOUND if there is none; CORRUPT if the folder's file {@code
   *     checkpoint} can't be read
   * @throws IOException if that can't be found out
   */
  public String requireLatest() throws IOException {
    Optional<String> named = CheckpointState.read(folder).modelPath();
    Optional<String> latest = existing(named);
    if (latest.isPresent()) {
      return latest.get();
    }
    if (SavedModels.isOne(folder)) {
      throw CheckpointLocator.savedModel(folder);
    }
    throw new CheckpointException(
        Kind.NOT_FOUND,
        "there is no newest checkpoint in "
            + folder
            + ": "
            + (named.isPresent() ? unreadable(named.get()) : "it has no file 'checkpoint'")
            + others());
  }

  /** The prefix of the checkpoint that the state names, if there is one. */
  private static Optional<String> existing(Optional<String> named) throws IOException {
    return named.isPresent() ? CheckpointLocator.find(named.get()) : Optional.empty();
  }

  private static String unreadable(String named) throws IOException {
    String missing = CheckpointLocator.missing(named);
    return "its file 'checkpoint' names " + named + ", which is not there: " + missing;
  }

  /** Names what could be meant instead. */
  private String others() throws IOException {
    List<String> sound = new ArrayList<>();
    List<CheckpointSummary> all = Storage.isFolder(folder) ? list() : List.of();
    for (CheckpointSummary other : all) {
      if (other.fault().isEmpty()) {
        sound.add(other.prefix());
      }
    }
    return sound.isEmpty()
        ? ""
        : "; there is " + sound.get(sound.size() - 1) + ", which can be named itself";
  }

  /**
   * The prefix of the newest checkpoint, for who would start anew where there is none: nothing if
   * the folder has no state.
   *
   * @throws CheckpointException NOT_FOUND if the state names one that isn't there: to start anew
   *     beside it would end in two trainings in one folder; CORRUPT if the state can't be read
   * @throws IOException if that can't be found out
   */
  public Optional<String> findLatest() throws IOException {
    Optional<String> named = CheckpointState.read(folder).modelPath();
    Optional<String> latest = existing(named);
    if (latest.isEmpty() && named.isPresent()) {
      throw new CheckpointException(
          Kind.NOT_FOUND,
          "the file 'checkpoint' in "
              + folder
              + " names "
              + named.get()
              + ", which isn't there ("
              + CheckpointLocator.missing(named.get())
              + "): name another in it, or another folder");
    }
    return latest;
  }

  /**
   * All checkpoints, oldest first: those that {@code checkpoint} doesn't list by time, then those
   * that it lists, in its order. Reads the indexes, and no data.
   *
   * @throws CheckpointException NOT_FOUND if there is no such folder; CORRUPT if its file {@code
   *     checkpoint} can't be read
   * @throws IOException if that can't be read
   */
  public List<CheckpointSummary> list() throws IOException {
    if (!Storage.isFolder(folder)) {
      throw new CheckpointException(Kind.NOT_FOUND, "there is no folder " + folder);
    }
    List<CheckpointSummary> all = new CheckpointListing(folder, CheckpointState.read(folder)).all();
    if (all.isEmpty() && SavedModels.isOne(folder)) {
      throw CheckpointLocator.savedModel(folder);
    }
    return all;
  }
}
