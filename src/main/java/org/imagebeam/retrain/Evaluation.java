package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

/**
 * How far a training is.
 *
 * @param phase {@code head} or {@code fine-tune}
 * @param step of the phase
 * @param trainAccuracy of the step's batch, of 1
 * @param validationAccuracy of the validation pictures, of 1; NaN if there are none
 * @param validationCrossEntropy the mean of the same, in nats
 */
public record Evaluation(
    String phase,
    long step,
    float trainAccuracy,
    float validationAccuracy,
    float validationCrossEntropy) {
  public Evaluation {
    requireNonNull(phase, "phase is null");
  }

  /** Whether it is of the last layer's training, and not of fine-tuning. */
  public boolean ofHead() {
    return phase.equals(Phase.HEAD.text());
  }

  static Evaluation of(MetricsRow row) {
    return new Evaluation(
        row.phase().text(),
        row.step(),
        row.trainAccuracy(),
        row.validationAccuracy(),
        row.validationCrossEntropy());
  }
}
