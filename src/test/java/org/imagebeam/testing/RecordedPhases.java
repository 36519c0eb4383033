package org.imagebeam.testing;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagebeam.download.Progress;
import org.imagebeam.progress.ProgressCounts;
import org.imagebeam.progress.ProgressPhase;

/** Remembers the phases of jobs. */
public final class RecordedPhases implements Progress {
  private final List<ProgressPhase> phases = new CopyOnWriteArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();

  @Override
  public void began(ProgressPhase phase) {
    phases.add(phase);
  }

  @Override
  public void ended() {
    ended.incrementAndGet();
  }

  @Override
  public Task start(String what, long done, OptionalLong total) {
    return Progress.log().start(what, done, total);
  }

  @Override
  public void say(String line) {}

  /** Returns how often a job ended. */
  public int endings() {
    return ended.get();
  }

  /**
   * Returns the phases as they are now, such as "classifying 5 of 5 images, 2 before, 1 failed".
   */
  public List<String> seen() {
    return phases.stream().map(phase -> describe(phase.counts())).toList();
  }

  private static String describe(ProgressCounts counts) {
    return counts.name()
        + " "
        + counts.done()
        + (counts.total().isPresent() ? " of " + counts.total().getAsLong() : "")
        + " "
        + counts.unit()
        + (counts.before() > 0 ? ", " + counts.before() + " before" : "")
        + (counts.failed() > 0 ? ", " + counts.failed() + " failed" : "");
  }
}
