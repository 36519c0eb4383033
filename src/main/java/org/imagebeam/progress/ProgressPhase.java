package org.imagebeam.progress;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the units of one phase of a job, such as the images of a classification. Thread-safe;
 * counting takes no lock.
 */
public final class ProgressPhase {
  private final String name;
  private final String unit;
  private final OptionalLong total;
  private final long before;
  private final long start = System.nanoTime();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * Begins to count.
   *
   * @param name what is being done, such as "classifying"
   * @param unit what is counted, in the plural
   * @param total units in the end, those done before among them; empty if not known
   * @param before units that were done by earlier runs
   */
  ProgressPhase(String name, String unit, OptionalLong total, long before) {
    this.name = requireNonNull(name, "name is null");
    this.unit = requireNonNull(unit, "unit is null");
    this.total = requireNonNull(total, "total is null");
    this.before = before;
  }

  /** Counts units that are done and came out well. */
  public void add(long units) {
    done.add(units);
  }

  /** Counts units that are done and have failed. */
  public void fail(long units) {
    failed.add(units);
  }

  /** Returns the counts as they are now. */
  public ProgressCounts counts() {
    long failures = failed.sum();
    return new ProgressCounts(
        name,
        unit,
        total,
        before,
        before + done.sum() + failures,
        failures,
        (System.nanoTime() - start) / 1e9);
  }
}
