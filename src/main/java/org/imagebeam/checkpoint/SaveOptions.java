package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.imagebeam.checkpoint.folder.CheckpointState;

/**
 * How to save. Immutable.
 *
 * @param globalStep appended to the prefix as {@code -<step>}, if present
 * @param latestFilename name of the text file with the {@link CheckpointState}, without a folder;
 *     several savers that share a folder need one each
 * @param writeMetaGraph whether to write the graph too, as {@code <prefix>.meta}
 */
public record SaveOptions(OptionalLong globalStep, String latestFilename, boolean writeMetaGraph) {
  public SaveOptions {
    requireNonNull(globalStep, "globalStep is null");
    requireNonNull(latestFilename, "latestFilename is null");
    if (latestFilename.isEmpty() || latestFilename.contains("/")) {
      throw new IllegalArgumentException(
          "latestFilename is '" + latestFilename + "': it must be a name, without a folder");
    }
  }

  /** No step, {@value CheckpointState#FILE_NAME}, and with the graph. */
  public static SaveOptions defaults() {
    return new SaveOptions(OptionalLong.empty(), CheckpointState.FILE_NAME, true);
  }

  /** Returns the {@link #defaults} with a step. */
  public static SaveOptions at(long globalStep) {
    return new SaveOptions(OptionalLong.of(globalStep), CheckpointState.FILE_NAME, true);
  }

  public SaveOptions withLatestFilename(String name) {
    return new SaveOptions(globalStep, name, writeMetaGraph);
  }

  public SaveOptions withoutMetaGraph() {
    return new SaveOptions(globalStep, latestFilename, false);
  }
}
