package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * Lets one at a time through, of all threads of all processes on this machine.
 *
 * <pre>{@code
 * ProcessLock lock = ProcessLock.acquire(path, () -> say("waiting"));
 * try {
 *   …
 * } finally {
 *   lock.close();
 * }
 * }</pre>
 *
 * <p>The operating system holds the lock, not the file's being there: what a killed process held is
 * free at once. The file stays behind, unless the holder removes it by {@link #closeAndRemove}. Not
 * reentrant.
 * May be closed by another thread than the one that acquired it.
 */
public final class ProcessLock implements Closeable {
  // The operating system's lock is the JVM's, so its threads need one of their own.
  private static final ConcurrentMap<Path, Semaphore> IN_THIS_JVM = new ConcurrentHashMap<>();

  /** After which a file is taken as it is: some file systems call it another each time. */
  private static final int TRIES = 20;

  private final Semaphore local;
  private final FileChannel channel;
  private final Path file;
  private boolean closed;

  private ProcessLock(Semaphore local, FileChannel channel, Path file) {
    this.local = local;
    this.channel = channel;
    this.file = file;
  }

  /**
   * Waits for the lock.
   *
   * @param file made if missing, with the folders above it; nothing is written into it
   * @param onWait told once if another holds the lock
   * @throws OutputException if the file can't be made, or can't be locked where it is
   */
  public static ProcessLock acquire(Path file, Runnable onWait) throws IOException {
    requireNonNull(onWait, "onWait is null");
    Path absolute = file.toAbsolutePath().normalize();
    Semaphore local = IN_THIS_JVM.computeIfAbsent(absolute, path -> new Semaphore(1, true));
    boolean told = !local.tryAcquire();
    if (told) {
      onWait.run();
      local.acquireUninterruptibly();
    }
    try {
      return new ProcessLock(local, lock(absolute, told ? () -> {} : onWait), absolute);
    } catch (IOException | RuntimeException e) {
      local.release();
      throw e;
    }
  }

  private static FileChannel lock(Path file, Runnable onWait) throws IOException {
    Runnable tell = onWait;
    for (int i = 1; true; i++) {
      Optional<FileChannel> channel = Optional.empty();
      Object before = create(file);
      try {
        channel = Optional.of(FileChannel.open(file, StandardOpenOption.WRITE));
        boolean waited = lock(file, channel.get(), tell);
        tell = waited ? () -> {} : tell;
        // Whoever held it may have removed it, and then this one is locked by nobody else.
        if (i == TRIES || Objects.equals(before, key(file))) {
          return channel.get();
        }
        channel.get().close();
      } catch (NoSuchFileException e) {
        if (channel.isPresent()) {
          channel.get().close();
        }
      } catch (FileSystemException e) {
        throw new OutputException(file.toString(), LocalErrors.detail(e), e);
      }
    }
  }

  /** Makes the file if it isn't there, and says which one it is. */
  private static Object create(Path file) throws IOException {
    for (int i = 1; true; i++) {
      LocalDestination.createFolders(file.toString(), file.getParent());
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException e) {
        // So much the better.
      } catch (IOException e) {
        boolean gone = e instanceof NoSuchFileException && i < TRIES;
        if (!gone && !Files.exists(file)) {
          throw new OutputException(file.toString(), LocalErrors.detail(e), e);
        }
      }
      try {
        return key(file);
      } catch (NoSuchFileException e) {
        // Removed by another, with its folder perhaps: once more.
      }
    }
  }

  /** What tells a file from another that is made in its place; the same for all where nothing does. */
  private static Object key(Path file) throws IOException {
    return Optional.ofNullable(
        Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  /** Locks the file, and says whether it had to wait for that. */
  private static boolean lock(Path file, FileChannel channel, Runnable onWait) throws IOException {
    try {
      boolean free = channel.tryLock() != null;
      if (!free) {
        onWait.run();
        channel.lock();
      }
      return !free;
    } catch (IOException e) {
      channel.close();
      throw new OutputException(
          file.toString(),
          "it can't be locked ("
              + LocalErrors.detail(e)
              + "); name a folder on a disk of this machine",
          e);
    }
  }

  /** Closes it, and removes the file: another process that waits for it makes a new one. */
  public void closeAndRemove() throws IOException {
    if (!closed) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Some systems let no file go that is open. It is empty, and harms nobody.
      }
      close();
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        channel.close();
      } finally {
        local.release();
      }
    }
  }
}
