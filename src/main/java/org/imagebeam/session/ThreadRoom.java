package org.imagebeam.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Sees that the system allows as many threads as TensorFlow starts, which ends the process without
 * an exception where it gets one too few.
 */
final class ThreadRoom {
  /** Of each of its pools, and of the pipeline, that come with the first session. */
  private static final int POOLS = 3;

  private static final int OTHERS = 8;

  private ThreadRoom() {}

  /**
   * Starts that many threads at once, and ends them.
   *
   * @throws OutOfMemoryError as Java throws it if the system refuses one
   */
  static void probe() {
    int count = POOLS * Runtime.getRuntime().availableProcessors() + OTHERS;
    CountDownLatch done = new CountDownLatch(1);
    List<Thread> started = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Thread thread = new Thread(null, () -> await(done), "probe-" + i, 1 << 16);
        thread.setDaemon(true);
        thread.start();
        started.add(thread);
      }
    } finally {
      done.countDown();
      started.forEach(ThreadRoom::join);
    }
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
