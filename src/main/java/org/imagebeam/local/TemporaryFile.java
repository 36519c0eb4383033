package org.imagebeam.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A new file that is gone when closed, unless it was moved before. Locked until then, by which the
 * ones that a killed process left can be told from those in use.
 */
public final class TemporaryFile implements Closeable {
  // A name has 255 bytes at most, and a character up to four.
  private static final int LONGEST_STEM = 50;

  /**
   * The names of those in use in this JVM. To open one and close it would release its lock, which
   * is the whole process's: another process would take it for abandoned.
   */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private TemporaryFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
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
      FileChannel channel = open(path);
      // Between the creation and the lock the file looks abandoned to others.
      if (lockIfPossible(channel) && Files.exists(path)) {
        return new TemporaryFile(path, channel);
      }
      channel.close();
      OWN.remove(name(path));
    }
  }

  private static FileChannel open(Path path) throws IOException {
    OWN.add(name(path));
    try {
      return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      OWN.remove(name(path));
      throw e;
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static boolean lockIfPossible(FileChannel channel) {
    try {
      return lock(channel);
    } catch (IOException e) {
      // A file system without locks: then nobody can lock this file to remove it, either.
      return true;
    }
  }

  private static void deleteAbandoned(Path folder, String stem) {
    Pattern pattern = Pattern.compile(Pattern.quote(stem) + "[0-9a-f]{16}\\.tmp", Pattern.DOTALL);
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            folder, path -> pattern.matcher(name(path)).matches() && !OWN.contains(name(path)))) {
      for (Path path : found) {
        deleteUnlessLocked(path);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The folder may be writable without being readable.
    }
  }

  private static void deleteUnlessLocked(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      if (lock(channel)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Another process may be removing it too, or own it; it takes only room.
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  public Path path() {
    return path;
  }

  public FileChannel channel() {
    return channel;
  }

  /** Brings the content to the disk. */
  public void finish() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
      Files.deleteIfExists(path);
    } finally {
      OWN.remove(name(path));
    }
  }
}
