package org.imagebeam.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.imagebeam.local.DaemonThreads;
import org.jspecify.annotations.Nullable;

/**
 * Gives a stream up that no byte comes out of for a while, or so few for so long that the end would
 * never come. One that moves is left alone otherwise, however slow it is.
 */
final class StallGuard extends FilterInputStream {
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("download-watch"));

  private static final int LOOKS_A_LIMIT = 8;

  /** In ten times the limit at least what counts as progress. */
  private static final int LIMITS_A_STRETCH = 10;

  private final Duration limit;
  private final ScheduledFuture<?> watch;
  private volatile long waitingSince;
  private volatile boolean waiting;
  private volatile boolean stalled;
  // Of the stretch that is being looked at; for the reading thread alone.
  private long stretchNanos;
  private long stretchBytes;

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
      requireProgress(count, System.nanoTime() - waitingSince);
      return count;
    } catch (IOException e) {
      throw stalled && !(e instanceof RetryException) ? stalled(e) : e;
    } finally {
      waiting = false;
    }
  }

  private void requireProgress(int count, long nanos) throws RetryException {
    stretchNanos += nanos;
    stretchBytes += Math.max(0, count);
    Duration stretch = limit.multipliedBy(LIMITS_A_STRETCH);
    if (count >= 0 && stretchNanos > stretch.toNanos()) {
      if (stretchBytes < Transfer.PROGRESS_BYTES) {
        throw new RetryException(
            "no more than " + stretchBytes + " bytes came in " + Durations.seconds(stretch), null);
      }
      stretchNanos = 0;
      stretchBytes = 0;
    }
  }

  private RetryException stalled(@Nullable IOException cause) {
    return new RetryException("no byte came for " + Durations.seconds(limit), cause);
  }

  @Override
  public void close() throws IOException {
    watch.cancel(false);
    super.close();
  }
}
