package org.imagebeam.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Gives a stream up that no byte comes out of for a while. One that moves is left alone, however
 * slow it is.
 */
final class StallGuard extends FilterInputStream {
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "download-watch");
            thread.setDaemon(true);
            return thread;
          });

  private static final int LOOKS_A_LIMIT = 8;

  private final Duration limit;
  private final ScheduledFuture<?> watch;
  private volatile long waitingSince;
  private volatile boolean waiting;
  private volatile boolean stalled;

  StallGuard(InputStream in, Duration limit) {
    super(in);
    this.limit = limit;
    long period = Math.max(1, limit.toNanos() / LOOKS_A_LIMIT);
    this.watch = WATCH.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
  }

  private void look() {
    if (waiting && System.nanoTime() - waitingSince > limit.toNanos()) {
      stalled = true;
      try {
        in.close();
      } catch (IOException e) {
        // The reader is told in any case.
      }
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    // Time that the reader spends elsewhere, say on a slow disk, is not the connection's.
    waitingSince = System.nanoTime();
    waiting = true;
    try {
      int count = super.read(bytes, offset, length);
      if (stalled) {
        throw stalled(null);
      }
      return count;
    } catch (IOException e) {
      throw stalled && !(e instanceof RetryException) ? stalled(e) : e;
    } finally {
      waiting = false;
    }
  }

  private RetryException stalled(IOException cause) {
    return new RetryException("no byte came for " + Durations.seconds(limit), cause);
  }

  @Override
  public void close() throws IOException {
    watch.cancel(false);
    super.close();
  }
}
