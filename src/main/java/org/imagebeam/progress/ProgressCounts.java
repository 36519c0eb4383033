package org.imagebeam.progress;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Says how far a phase has come at one moment.
 *
 * @param name what is being done, such as "classifying"
 * @param unit what is counted, in the plural
 * @param total units in the end, those done before among them; empty if not known
 * @param before units that were done by earlier runs
 * @param done units that are done: before, in this run, and those that failed
 * @param failed units of this run that failed
 * @param seconds since the phase began
 */
public record ProgressCounts(
    String name,
    String unit,
    OptionalLong total,
    long before,
    long done,
    long failed,
    double seconds) {
  public ProgressCounts {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(total, "total is null");
  }

  /** Returns the units that this run does a second, without those done before. */
  public double rate() {
    return seconds <= 0 ? 0 : (done - before) / seconds;
  }

  /** Returns the seconds that the rest takes at this rate, if the total and a rate are known. */
  public OptionalDouble secondsLeft() {
    return total.isPresent() && done > before
        ? OptionalDouble.of(Math.max(0, total.getAsLong() - done) / rate())
        : OptionalDouble.empty();
  }
}
