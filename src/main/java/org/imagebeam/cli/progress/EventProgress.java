package org.imagebeam.cli.progress;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;
import org.imagebeam.download.Progress;
import org.imagebeam.progress.ProgressCounts;
import org.imagebeam.progress.ProgressPhase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how a job goes: an event each so many seconds, with its counts. Thread-safe. */
final class EventProgress implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(EventProgress.class);

  private final PrintWriter err;
  private final PhaseLines phases;

  /**
   * @param err where all else goes that is said
   * @param interval from event to event
   */
  EventProgress(PrintWriter err, Duration interval) {
    this.err = requireNonNull(err, "err is null");
    this.phases = new PhaseLines(EventProgress::log, interval);
  }

  private static void log(String line, ProgressCounts counts) {
    LOG.atInfo()
        .addKeyValue("phase", counts.name())
        .addKeyValue("unit", counts.unit())
        .addKeyValue("done", counts.done())
        .addKeyValue("total", counts.total().isPresent() ? counts.total().getAsLong() : null)
        .addKeyValue("before", counts.before())
        .addKeyValue("failed", counts.failed())
        .addKeyValue("per_second", counts.rate())
        .log(line);
  }

  @Override
  public void began(ProgressPhase phase) {
    phases.began(phase);
  }

  @Override
  public void ended() {
    phases.ended();
  }

  @Override
  public Task start(String what, long done, OptionalLong total) {
    say("fetching " + what);
    return Task.NONE;
  }

  @Override
  public void say(String line) {
    err.println(line);
  }
}
