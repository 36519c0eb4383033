package org.imagebeam.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A new file that is gone when closed, unless it was moved before. Locked until then, by which the
 * ones that a killed process left can be told from those in use.
 */
public final class TemporaryFile implements Closeable {
  // A name has 255 bytes at most, and a character up to four.
  private static final int LONGEST_STEM = 50;

  private final Path path;
  private final LockedFile file;

  private TemporaryFile(Path path, LockedFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Creates a file for what is to become {@code name}; removes abandoned ones for the same name.
   */
  public static TemporaryFile create(Path folder, String name) throws IOException {
    String stem = "." + name.substring(0, Math.min(name.length(), LONGEST_STEM)) + ".";
    deleteAbandoned(folder, stem);
    while (true) {
      long random = ThreadLocalRandom.current().nextLong();
      Path path = folder.resolve(stem + String.format(Locale.ROOT, "%016x", random) + ".tmp");
      Optional<LockedFile> file = LockedFile.create(path, name(path));
      if (file.isPresent()) {
        return new TemporaryFile(path, file.get());
      }
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static void deleteAbandoned(Path folder, String stem) {
    Pattern pattern = Pattern.compile(Pattern.quote(stem) + "[0-9a-f]{16}\\.tmp", Pattern.DOTALL);
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, path -> pattern.matcher(name(path)).matches())) {
      for (Path path : found) {
        deleteUnlessLocked(path);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The folder may be writable without being readable.
    }
  }

  private static void deleteUnlessLocked(Path path) {
    try {
      Optional<LockedFile> file = LockedFile.takeOver(path, name(path), StandardOpenOption.WRITE);
      if (file.isPresent()) {
        new TemporaryFile(path, file.get()).close();
      }
    } catch (IOException e) {
      // Another process may be removing it too, or own it; it takes only room.
    }
  }

  public Path path() {
    return path;
  }

  public FileChannel channel() {
    return file.channel();
  }

  /** Brings the content to the disk. */
  public void finish() throws IOException {
    file.channel().force(true);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      Files.deleteIfExists(path);
    }
  }
}
