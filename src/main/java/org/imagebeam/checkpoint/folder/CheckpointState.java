package org.imagebeam.checkpoint.folder;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.local.TextBytes;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;

/**
 * What the text file {@value #FILE_NAME} beside the checkpoints says: the protocol buffer {@code
 * CheckpointState} of TensorFlow (tensorflow/python/training/checkpoint_state.proto) in its text
 * format. Whoever edits it by hand chooses the model. Immutable.
 *
 * @param modelPath prefix of the newest checkpoint, or of the one that was chosen; empty where
 *     there is no file
 * @param allPaths prefixes of all that are not deleted yet, from oldest to newest
 * @param timestamps when each was saved, in seconds since 1970; empty if that is not kept
 * @param lastPreservedTimestamp when the last one was saved that is kept for good, in seconds since
 *     1970; 0 if that is not kept
 */
public record CheckpointState(
    Optional<String> modelPath,
    List<String> allPaths,
    List<Double> timestamps,
    double lastPreservedTimestamp) {
  /** The name of the file, unless a {@code SaveOptions.latestFilename} says otherwise. */
  public static final String FILE_NAME = "checkpoint";

  private static final long MAX_BYTES = 64 << 20;
  private static final Pattern START = Pattern.compile("\\s*(all_)?model_checkpoint_paths?\\s*:");
  private static final int START_BYTES = 100;
  private static final CheckpointState NONE =
      new CheckpointState(Optional.empty(), List.of(), List.of(), 0);

  public CheckpointState {
    requireNonNull(modelPath, "modelPath is null");
    allPaths = ImmutableList.copyOf(allPaths);
    timestamps = ImmutableList.copyOf(timestamps);
    if (!timestamps.isEmpty() && timestamps.size() != allPaths.size()) {
      throw new IllegalArgumentException(
          timestamps.size() + " timestamps for " + allPaths.size() + " checkpoints");
    }
  }

  /** A state without times, as {@code Saver} writes it. */
  public static CheckpointState of(String modelPath, List<String> allPaths) {
    return new CheckpointState(Optional.of(modelPath), allPaths, List.of(), 0);
  }

  /** Reads the file {@value #FILE_NAME}; see {@link #read(String, String)}. */
  public static CheckpointState read(String directory) throws IOException {
    return read(directory, FILE_NAME);
  }

  /**
   * Reads a directory's state; paths that are relative in the file are seen from the directory.
   *
   * @return a state without checkpoints if there is no such file
   * @throws CheckpointException of kind {@code CORRUPT} if the file is no such text, or names no
   *     checkpoint. (Python logs a warning and takes the file as missing, after which a training
   *     that looks for a checkpoint to go on from starts anew.)
   */
  public static CheckpointState read(String directory, String fileName) throws IOException {
    String file = CheckpointPaths.join(directory, fileName);
    Optional<byte[]> content = Storage.readIfPresent(file, MAX_BYTES);
    if (content.isEmpty()) {
      return NONE;
    }
    String text = TextBytes.decode(content.get());
    CheckpointState state;
    try {
      state = CheckpointStateText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          Kind.CORRUPT, file + " is not the state of checkpoints: " + e.getMessage(), e);
    }
    if (state.modelPath().isEmpty()) {
      throw new CheckpointException(
          Kind.CORRUPT, file + " has no model_checkpoint_path: name there the one to be used");
    }
    return state.map(path -> CheckpointPaths.join(directory, path));
  }

  /**
   * Whether a file is such a text: it has the name that it has by default, or starts as one does.
   *
   * @throws IOException if it can't be read
   */
  static boolean isOne(String path) throws IOException {
    if (!Storage.isFile(path)) {
      return false;
    }
    if (CheckpointPaths.name(path).equals(FILE_NAME)) {
      return true;
    }
    try (InputStream in = Storage.open(path)) {
      return START.matcher(TextBytes.decode(in.readNBytes(START_BYTES))).lookingAt();
    }
  }

  /** Writes the file {@value #FILE_NAME}; see {@link #write(String, String)}. */
  public void write(String directory) throws IOException {
    write(directory, FILE_NAME);
  }

  /**
   * Writes the file whole or not at all, with the paths as they are here.
   *
   * @throws org.imagebeam.local.OutputException if it can't be written
   */
  public void write(String directory, String fileName) throws IOException {
    AtomicFile.write(CheckpointPaths.join(directory, fileName), bytes());
  }

  /** Writes the file, unless it has changed since it was read. */
  void write(String directory, String fileName, Optional<FileVersion> expected) throws IOException {
    AtomicFile.replace(CheckpointPaths.join(directory, fileName), bytes(), expected);
  }

  private byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The paths as they are written for a directory: as Python does, relative where the directory is
   * given by a relative path, else only where that is wished.
   */
  CheckpointState in(String directory, boolean relativePaths) {
    boolean relativeDirectory =
        !CheckpointPaths.isAbsolute(directory) || CheckpointPaths.isRemote(directory);
    return map(
        path -> {
          boolean absolute =
              CheckpointPaths.isAbsolute(path) && !CheckpointPaths.isRemote(directory);
          if (absolute ? relativePaths : relativeDirectory) {
            return CheckpointPaths.relative(path, directory);
          }
          return path;
        });
  }

  CheckpointState map(UnaryOperator<String> change) {
    return new CheckpointState(
        modelPath.map(change),
        allPaths.stream().map(change).toList(),
        timestamps,
        lastPreservedTimestamp);
  }

  /** The text of the file, to the byte as Python's {@code text_format.MessageToString}. */
  @Override
  public String toString() {
    return CheckpointStateText.print(this);
  }
}
