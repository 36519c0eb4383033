package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * free at once. The file stays behind, since another process may be waiting for it. Not reentrant.
 * May be closed by another thread than the one that acquired it.
 */
public final class ProcessLock implements Closeable {
  // The operating system's lock is the JVM's, so its threads need one of their own.
  private static final ConcurrentMap<Path, Semaphore> IN_THIS_JVM = new ConcurrentHashMap<>();

  private final Semaphore local;
  private final FileChannel channel;
  private boolean closed;

  private ProcessLock(Semaphore local, FileChannel channel) {
    this.local = local;
    this.channel = channel;
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
      return new ProcessLock(local, lock(absolute, told ? () -> {} : onWait));
    } catch (IOException | RuntimeException e) {
      local.release();
      throw e;
    }
  }

  private static FileChannel lock(Path file, Runnable onWait) throws IOException {
    FileChannel channel = open(file);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        onWait.run();
        channel.lock();
      }
      return channel;
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

  private static FileChannel open(Path file) throws IOException {
    LocalDestination.createFolders(file.toString(), file.getParent());
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new OutputException(file.toString(), LocalErrors.detail(e), e);
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
