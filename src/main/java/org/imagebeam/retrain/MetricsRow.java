package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;

/**
 * How far a training is at an evaluation.
 *
 * @param phase whose steps are counted
 * @param step of the phase that was the last before
 * @param trainAccuracy of the step's batch, how many are named right, of 1
 * @param trainCrossEntropy mean of the same, in nats
 * @param validationAccuracy of the validation pictures; NaN if there are none
 * @param validationCrossEntropy mean of the same, in nats
 * @param validationStandardError of that mean
 * @param seconds that the phase's steps took up to here, evaluating and saving left out
 * @param time of the evaluation, to the millisecond
 */
record MetricsRow(
    Phase phase,
    long step,
    float trainAccuracy,
    float trainCrossEntropy,
    float validationAccuracy,
    float validationCrossEntropy,
    float validationStandardError,
    double seconds,
    Instant time)
    implements Serializable {
  MetricsRow {
    requireNonNull(phase, "phase is null");
    requireNonNull(time, "time is null");
  }
}
