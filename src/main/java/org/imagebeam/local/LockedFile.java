package org.imagebeam.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is locked while it is in use, by which what a killed process left can be told from
 * what is in use. Unlike a {@link ProcessLock}, nobody waits for it.
 */
public final class LockedFile implements Closeable {
  /**
   * The names of those in use in this JVM. To open one and close it would release its lock, which
   * is the whole process's: another process would take it for abandoned.
   */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final String name;
  private final FileChannel channel;

  private LockedFile(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /**
   * Creates a file and locks it, if the file system has locks; nobody can take it over where it has
   * none.
   *
   * @param name unique on this machine, such as a random one
   * @return nothing if another took it for abandoned, since for a moment it isn't locked
   * @throws IOException if it can't be made, or is there
   */
  public static Optional<LockedFile> create(Path file, String name) throws IOException {
    return open(file, name, true, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * Locks a file that may be in use.
   *
   * @param name the one that it was created with
   * @param options how to open it, for writing at least
   * @return nothing if another has locked or removed it
   * @throws IOException if it can't be opened, or can't be locked where it is
   */
  public static Optional<LockedFile> takeOver(Path file, String name, OpenOption... options)
      throws IOException {
    return open(file, name, false, options);
  }

  private static Optional<LockedFile> open(
      Path file, String name, boolean created, OpenOption... options) throws IOException {
    if (!OWN.add(name)) {
      return Optional.empty();
    }
    Optional<LockedFile> locked = Optional.empty();
    try {
      LockedFile opened = new LockedFile(name, FileChannel.open(file, options));
      try {
        locked = opened.isLocked(created) && Files.exists(file) ? Optional.of(opened) : locked;
      } finally {
        if (locked.isEmpty()) {
          opened.channel.close();
        }
      }
      return locked;
    } finally {
      if (locked.isEmpty()) {
        OWN.remove(name);
      }
    }
  }

  private boolean isLocked(boolean withoutLocks) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // By another path another thread of this process has it.
      return false;
    } catch (IOException e) {
      if (withoutLocks) {
        return true;
      }
      throw e;
    }
  }

  /** Returns the open file, to write to. */
  public FileChannel channel() {
    return channel;
  }

  /** Releases the lock. Does not delete the file. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(name);
    }
  }
}
