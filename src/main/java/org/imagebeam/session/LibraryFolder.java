package org.imagebeam.session;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.local.UserFolders;

/** Tells whether native libraries can be put into a folder and loaded from there. */
public final class LibraryFolder {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  /** Fields of a line of that file: the fifth is where, the sixth how. */
  private static final int MOUNT_POINT = 4;

  private static final int MOUNT_OPTIONS = 5;

  private static final int LOOKS = 10;

  private static final String NOEXEC =
      "is on a disk that no program may be run from (mounted noexec)";

  private LibraryFolder() {}

  /**
   * What stands in the way; nothing if nothing does. Makes no file, and of folders only the user's
   * own one among the temporary files.
   *
   * @param folder that need not be there yet
   * @param needed bytes that are to be written
   */
  static Optional<String> obstacle(Path folder, long needed) {
    Optional<String> found = obstacleNow(folder, needed);
    // Another process may remove a folder above, which it has no more use for, while this one
    // looks.
    for (int i = 1; found.isPresent() && i < LOOKS; i++) {
      found = obstacleNow(folder, needed);
    }
    return found;
  }

  /**
   * What stands in the way of loading libraries that are in a folder; nothing if nothing does.
   * Needs no right to write.
   */
  static Optional<String> obstacleToLoading(Path folder) {
    try {
      if (!mayRun(folder)) {
        return Optional.of(NOEXEC);
      }
      UserFolders.requireOwnIfTemporary(folder);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("can't be used: " + e.getMessage());
    }
  }

  private static Optional<String> obstacleNow(Path folder, long needed) {
    Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there)) {
      return Optional.of("can't be made, as " + there + " is no folder");
    }
    if (!Files.isWritable(there)) {
      return Optional.of("can't be written");
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      // Some file systems say 0 of everything.
      if (needed > free && Files.getFileStore(there).getTotalSpace() > 0) {
        return Optional.of(
            String.format(
                Locale.ROOT, "needs %,d bytes, and %,d are free on that disk", needed, free));
      }
      if (!mayRun(there)) {
        return Optional.of(NOEXEC);
      }
      UserFolders.requireOwnIfTemporary(folder);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("can't be used: " + e.getMessage());
    }
  }

  /** Whether what is there may be run or loaded, as far as its disk is concerned. */
  public static boolean mayRun(Path there) throws IOException {
    Path real = there.toRealPath();
    try {
      return !isNoexec(real, new String(Files.readAllBytes(MOUNTS), StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Not Linux, or no /proc: loading will tell.
      return true;
    }
  }

  /** By the mount that is deepest, and of those the last. */
  static boolean isNoexec(Path folder, String mounts) {
    String deepest = "";
    boolean noexec = false;
    for (String line : mounts.split("\n", -1)) {
      List<String> fields = Splitter.on(' ').splitToList(line);
      String point = fields.size() > MOUNT_OPTIONS ? unescaped(fields.get(MOUNT_POINT)) : "";
      if (point.length() >= Math.max(1, deepest.length()) && isBelow(folder.toString(), point)) {
        deepest = point;
        noexec = Splitter.on(',').splitToList(fields.get(MOUNT_OPTIONS)).contains("noexec");
      }
    }
    return noexec;
  }

  private static boolean isBelow(String folder, String point) {
    return folder.equals(point) || folder.startsWith(point.endsWith("/") ? point : point + "/");
  }

  /** Spaces and the like are written as three octal digits. */
  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
