package org.imagebeam.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where the temporary files of a process go: Java knows {@code /tmp} alone, whatever {@code
 * TMPDIR} says, and whether or not it can be written.
 */
public final class TemporaryFiles {
  /** The property of Java that names the folder. */
  static final String PROPERTY = "java.io.tmpdir";

  /** Where Java puts them by itself on Linux. */
  private static final String USUAL = "/tmp";

  private TemporaryFiles() {}

  /**
   * Sets Java's property for this process, unless the property names another folder than Java does
   * by itself: to {@code TMPDIR}, and to a folder in the user's cache where neither that nor {@code
   * /tmp} can be written. Call it once, first of all, and only in a program of your own.
   */
  public static void choose() {
    choose(System.getProperty(PROPERTY), System.getenv("TMPDIR"))
        .ifPresent(folder -> System.setProperty(PROPERTY, folder.toString()));
  }

  /** Returns the folder to set; nothing if what is set shall stay. */
  static Optional<Path> choose(@Nullable String property, @Nullable String variable) {
    if (!USUAL.equals(property)) {
      return Optional.empty();
    }
    Optional<Path> asked = path(variable).filter(TemporaryFiles::isUsable);
    if (asked.isPresent() || isUsable(Path.of(USUAL))) {
      return asked;
    }
    // Without a home, the cache is among the temporary files itself.
    return UserFolders.home()
        .map(home -> UserFolders.cache().resolve(".tmp"))
        .filter(TemporaryFiles::make);
  }

  private static Optional<Path> path(@Nullable String folder) {
    try {
      return Stream.ofNullable(folder).map(Path::of).filter(Path::isAbsolute).findFirst();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean make(Path folder) {
    try {
      NewFolders.create(folder.toString(), folder);
      return isUsable(folder);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isUsable(Path folder) {
    return Files.isDirectory(folder) && Files.isWritable(folder);
  }
}
