package org.imagebeam.local;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import java.util.concurrent.ThreadLocalRandom;
import org.checkerframework.checker.nullness.qual.Nullable;

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
 * reentrant. May be closed by another thread than the one that acquired it.
 */
public final class ProcessLock implements Closeable {
  // The operating system's lock is the JVM's, so its threads need one of their own.
  private static final ConcurrentMap<Path, Semaphore> IN_THIS_JVM = new ConcurrentHashMap<>();

  /** After which a file is taken as it is, where a file system tells lengths late. */
  private static final int TRIES = 100;

  private static final Object GONE = new Object();

  /** So that two files have the same ones once in a hundred thousand million times. */
  private static final int LENGTHS = 3;

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
   * @param file made if missing, with the folders above it; it stays empty
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

  /**
   * Takes the lock if it is free.
   *
   * @param file as for {@link #acquire}
   * @return nothing if another holds it
   * @throws OutputException as {@link #acquire}
   */
  public static Optional<ProcessLock> tryAcquire(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Semaphore local = IN_THIS_JVM.computeIfAbsent(absolute, path -> new Semaphore(1, true));
    if (!local.tryAcquire()) {
      return Optional.empty();
    }
    Optional<ProcessLock> lock = Optional.empty();
    try {
      lock = tryLock(absolute).map(channel -> new ProcessLock(local, channel, absolute));
      return lock;
    } finally {
      if (lock.isEmpty()) {
        local.release();
      }
    }
  }

  private static Optional<FileChannel> tryLock(Path file) throws IOException {
    for (int i = 1; true; i++) {
      FileChannel channel = open(file);
      if (!lock(file, channel, false)) {
        channel.close();
        return Optional.empty();
      }
      if (isAt(file, channel) || i == TRIES) {
        return Optional.of(channel);
      }
      channel.close();
    }
  }

  private static FileChannel lock(Path file, Runnable onWait) throws IOException {
    Runnable tell = onWait;
    int late = 0;
    while (true) {
      FileChannel channel = open(file);
      Object opened = fileKey(file);
      if (!lock(file, channel, false)) {
        tell.run();
        tell = () -> {};
        lock(file, channel, true);
      }
      if (isAt(file, channel)) {
        return channel;
      }
      // Another file now has the name if its key differs: as many as there are get their turn.
      if (Objects.equals(opened, fileKey(file)) && ++late >= TRIES) {
        return channel;
      }
      channel.close();
    }
  }

  /** What tells one file from another, as the file system says; null if it says nothing. */
  private static @Nullable Object fileKey(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return GONE;
    }
  }

  /** Opens the file, made if need be, though others remove its folder meanwhile. */
  private static FileChannel open(Path file) throws IOException {
    try {
      return Retries.until(
          e -> e instanceof NoSuchFileException || e.getCause() instanceof NoSuchFileException,
          () -> {
            NewFolders.create(file.toString(), file.getParent());
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          });
    } catch (OutputException e) {
      throw e;
    } catch (IOException e) {
      throw new OutputException(file.toString(), LocalErrors.detail(e), e);
    }
  }

  /**
   * Whether the open file, which is locked, is still the one of that name: whoever held it before
   * may have removed it, and then another may hold the next one. Found by giving it lengths, since
   * Java can't ask which file a channel is of.
   */
  private static boolean isAt(Path file, FileChannel channel) throws IOException {
    try {
      for (int i = 0; i < LENGTHS; i++) {
        long length = 1L + ThreadLocalRandom.current().nextInt(1 << 12);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), length - 1);
        if (Files.size(file) != length) {
          return false;
        }
      }
      channel.truncate(0);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // A full disk: it is as sure as it can be.
      return Files.exists(file);
    }
  }

  /** Locks the file, and says whether it could; where it is to wait, it can. */
  private static boolean lock(Path file, FileChannel channel, boolean wait) throws IOException {
    try {
      return (wait ? channel.lock() : channel.tryLock()) != null;
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
