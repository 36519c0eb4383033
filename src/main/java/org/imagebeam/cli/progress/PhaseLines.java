package org.imagebeam.cli.progress;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.imagebeam.local.DaemonThreads;
import org.imagebeam.progress.ProgressCounts;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.progress.ProgressWatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a log how a job goes: a line each so many seconds, and one where it goes on from an earlier
 * run. A job that is over sooner has no line. Thread-safe.
 */
final class PhaseLines implements ProgressWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(PhaseLines.class);

  private final BiConsumer<String, ProgressCounts> out;
  private final Duration interval;
  private @Nullable ProgressPhase phase;
  private @Nullable Thread thread;

  /**
   * @param out takes each line, and the counts that it tells, on any thread
   * @param interval from line to line
   */
  PhaseLines(BiConsumer<String, ProgressCounts> out, Duration interval) {
    this.out = requireNonNull(out, "out is null");
    this.interval = requireNonNull(interval, "interval is null");
  }

  @Override
  public synchronized void began(ProgressPhase next) {
    phase = next;
    ProgressCounts counts = next.counts();
    if (counts.before() > 0) {
      out.accept(PhaseText.goesOn(counts), counts);
    }
    if (thread == null) {
      thread = DaemonThreads.start("progress", this::run);
    }
  }

  @Override
  public synchronized void ended() {
    phase = null;
    if (thread != null) {
      thread.interrupt();
      thread = null;
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(interval.toMillis());
        say();
      }
    } catch (InterruptedException e) {
      // The job is over.
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("the progress can't be shown, and is shown no more", e);
    }
  }

  /** Under the lock, so that no line comes after the end. */
  private synchronized void say() {
    if (phase != null) {
      ProgressCounts counts = phase.counts();
      out.accept(PhaseText.line(counts), counts);
    }
  }
}
