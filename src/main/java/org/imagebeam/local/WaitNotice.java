package org.imagebeam.local;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says once that something is still waited for, unless it comes before a delay has passed. Safe for
 * use by many threads.
 */
public final class WaitNotice implements Closeable {
  private final CountDownLatch over = new CountDownLatch(1);

  private WaitNotice() {}

  /** Starts waiting; {@code notice} runs on another thread. */
  public static WaitNotice after(Duration delay, Runnable notice) {
    WaitNotice waiting = new WaitNotice();
    DaemonThreads.start("wait-notice", () -> waiting.await(delay, notice));
    return waiting;
  }

  private void await(Duration delay, Runnable notice) {
    try {
      if (!over.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
        notice.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the waiting. */
  public void end() {
    over.countDown();
  }

  @Override
  public void close() {
    end();
  }
}
