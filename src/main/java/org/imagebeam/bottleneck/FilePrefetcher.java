package org.imagebeam.bottleneck;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imagebeam.local.DaemonThreads;
import org.imagebeam.storage.Storage;

/**
 * Reads files in their order, several at once: most of the time that a file of a bucket takes is
 * waiting. For one thread; closing it gives up what is still to come.
 */
final class FilePrefetcher implements Closeable {
  /** All that is held in memory at once. */
  private static final int FILES = 8;

  private final Iterator<String> paths;
  private final long maxBytes;
  private final ExecutorService threads;
  private final Deque<Future<byte[]>> started = new ArrayDeque<>();

  /**
   * @param maxBytes of a file
   */
  FilePrefetcher(List<String> paths, long maxBytes) {
    this.paths = List.copyOf(paths).iterator();
    this.maxBytes = maxBytes;
    this.threads = Executors.newFixedThreadPool(FILES, DaemonThreads.named("read-ahead"));
  }

  /**
   * Reads the next file.
   *
   * @throws IOException if it can't be read; the next call goes on with the one after it
   */
  byte[] next() throws IOException {
    while (started.size() < FILES && paths.hasNext()) {
      String path = paths.next();
      started.add(threads.submit(() -> Storage.readAll(path, maxBytes)));
    }
    try {
      return Uninterruptibles.getUninterruptibly(started.remove());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
