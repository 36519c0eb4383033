package org.imagebeam.image.format;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Half of the JVM's heap, which images that Java decodes share: large ones wait for each other
 * instead of running out of memory together. Safe for use by many threads.
 */
public final class HeapBudget {
  private static final int MEBIBYTES = (int) Math.max(1, Runtime.getRuntime().maxMemory() >> 21);
  private static final Semaphore FREE = new Semaphore(MEBIBYTES, true);

  private HeapBudget() {}

  /** What needs the heap. */
  public interface Work<T> {
    public T run() throws IOException, ImageException;
  }

  /** Whether the whole budget has so many bytes. */
  public static boolean holds(long bytes) {
    return bytes >> 20 < MEBIBYTES;
  }

  /** Waits until so many bytes are free, and runs; only for what the budget {@link #holds}. */
  public static <T> T run(long bytes, Work<T> work) throws IOException, ImageException {
    int share = Math.toIntExact((bytes >> 20) + 1);
    FREE.acquireUninterruptibly(share);
    try {
      return work.run();
    } finally {
      FREE.release(share);
    }
  }
}
