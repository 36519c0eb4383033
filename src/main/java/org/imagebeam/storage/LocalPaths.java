package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.imagebeam.local.UserFolders;

/** Reads local paths as people write them. */
final class LocalPaths {
  private static final String FILE_SCHEME = "file:";
  private static final String HOME = "~/";
  private static final Path PARENT = Path.of("..");

  private LocalPaths() {}

  /** The path without {@code file:}, and with the home folder for a leading {@code ~/}. */
  static String plain(String path) {
    if (path.regionMatches(true, 0, FILE_SCHEME, 0, FILE_SCHEME.length())) {
      String rest = path.substring(FILE_SCHEME.length());
      return rest.startsWith("//") ? rest.substring(2) : rest;
    }
    // The shell leaves "x=~/photos" alone, and so do argument files and cron.
    return path.startsWith(HOME)
        ? UserFolders.home().map(home -> home + path.substring(1)).orElse(path)
        : path;
  }

  /**
   * The absolute path without {@code .} and {@code ..}.
   *
   * @throws IOException if it is no valid path on this machine
   */
  static Path absolute(String path) throws IOException {
    String plain = plain(path);
    if (plain.startsWith(HOME)) {
      throw new IOException(path + " can't be found: this user has no home folder");
    }
    try {
      Path absolute = Path.of(plain).toAbsolutePath();
      // After a link, ".." is the parent of what it leads to, which only the file system knows.
      return climbs(absolute) && absolute.toFile().exists() ? real(absolute) : absolute.normalize();
    } catch (InvalidPathException e) {
      throw new IOException(path + " is no valid path on this machine: " + reason(e), e);
    }
  }

  /** Whether the name is still the same after it was a string. */
  static boolean survivesAsText(Path path) {
    String text = path.toString();
    if (text.indexOf('\uFFFD') < 0) {
      return true;
    }
    try {
      return Path.of(text).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The path as text, distinct for each file: where the name is of bytes that are no text, its
   * {@code file:} address, which no absolute path looks like.
   */
  static String spell(Path path) {
    return survivesAsText(path) ? path.toString() : path.toUri().toString();
  }

  /** What is wrong with a name that this process can't spell, and what to do, after the path. */
  static String unspeakable() {
    String encoding = System.getProperty("sun.jnu.encoding");
    return "UTF-8".equalsIgnoreCase(encoding)
        ? "has a name that isn't UTF-8, which Java can't open (%XX stands for a byte of it): rename it"
        : "has a name that can't be read: " + encodingAdvice();
  }

  /** What to do about a name that this process can't spell. */
  static String encodingAdvice() {
    return "start with LC_ALL=C.UTF-8 in the environment, or rename it (names are read as "
        + System.getProperty("sun.jnu.encoding")
        + ")";
  }

  private static boolean climbs(Path path) {
    return StreamSupport.stream(path.spliterator(), false).anyMatch(PARENT::equals);
  }

  private static Path real(Path path) throws IOException {
    Path name = path.getFileName();
    // A link at the end keeps its own name, as it does without "..".
    return name.equals(PARENT) || name.toString().equals(".")
        ? path.toRealPath()
        : requireNonNull(path.getParent()).toRealPath().resolve(name);
  }

  private static String reason(InvalidPathException e) {
    boolean unmappable = e.getInput().chars().anyMatch(c -> c > 127);
    return unmappable ? encodingAdvice() : e.getReason();
  }

  /** With {@code '/'} between the names, as patterns have it. */
  static String withSlashes(String path) {
    return File.separatorChar == '/' ? path : path.replace(File.separatorChar, '/');
  }
}
