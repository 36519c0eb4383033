package org.imagebeam.retrain;

import java.util.List;

/**
 * Which evaluation has found the lowest cross-entropy on the validation pictures, of several the
 * first.
 *
 * @param step of that evaluation
 * @param crossEntropy on the validation pictures; NaN is higher than all
 * @param evaluationsSince that have found none lower
 */
record BestStep(long step, float crossEntropy, int evaluationsSince) {
  /**
   * @param rows of all evaluations, from the first to the last; not empty
   */
  static BestStep of(List<MetricsRow> rows) {
    BestStep best = new BestStep(rows.get(0).step(), rows.get(0).validationCrossEntropy(), 0);
    for (MetricsRow row : rows.subList(1, rows.size())) {
      best = best.after(row);
    }
    return best;
  }

  /** With one more evaluation. */
  BestStep after(MetricsRow row) {
    return Float.compare(row.validationCrossEntropy(), crossEntropy) < 0
        ? new BestStep(row.step(), row.validationCrossEntropy(), 0)
        : new BestStep(step, crossEntropy, evaluationsSince + 1);
  }
}
