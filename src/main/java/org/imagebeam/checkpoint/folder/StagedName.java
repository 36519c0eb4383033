package org.imagebeam.checkpoint.folder;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;

/** The names of the hidden folders in which checkpoints wait for their place. */
public final class StagedName {
  private static final Pattern FOLDER =
      Pattern.compile("\\..+-[0-9a-f]{16}\\.saving", Pattern.DOTALL);

  private StagedName() {}

  /** A new one, for savers that keep their state under this name. */
  static String create(String latestFilename) {
    return String.format(
        Locale.ROOT, ".%s-%016x.saving", latestFilename, ThreadLocalRandom.current().nextLong());
  }

  /** Whether a folder is one of those that {@link #create} has named. */
  static boolean belongsTo(String latestFilename, String folder) {
    String start = "." + latestFilename + "-";
    return isFolder(folder)
        && folder.startsWith(start)
        && folder.length() == start.length() + "0123456789abcdef.saving".length();
  }

  private static boolean isFolder(String name) {
    return FOLDER.matcher(name).matches();
  }

  /** Whether a prefix is inside such a folder. */
  public static boolean isStaged(String prefix) {
    return isFolder(CheckpointPaths.name(CheckpointPaths.directory(prefix)));
  }

  /** The prefix that a checkpoint is to have, or has already. */
  public static String target(String prefix) {
    if (!isStaged(prefix)) {
      return prefix;
    }
    String above = CheckpointPaths.directory(CheckpointPaths.directory(prefix));
    return CheckpointPaths.join(above, CheckpointPaths.name(prefix));
  }
}
