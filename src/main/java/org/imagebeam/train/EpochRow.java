package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;

/**
 * How far a training is after an epoch.
 *
 * @param epoch counted from 0, as the tutorial does
 * @param step steps done by then
 * @param loss mean loss of the training examples
 * @param trainAccuracy of the training examples, how many are named right, of 1
 * @param validationAccuracy the same of those kept for validation; NaN if there are none
 * @param testAccuracy the same of the test examples
 * @param seconds that all steps up to here took, measuring and saving left out
 * @param time of the measurement, to the millisecond
 */
public record EpochRow(
    long epoch,
    long step,
    float loss,
    float trainAccuracy,
    float validationAccuracy,
    float testAccuracy,
    double seconds,
    Instant time)
    implements Serializable {
  public EpochRow {
    requireNonNull(time, "time is null");
  }
}
