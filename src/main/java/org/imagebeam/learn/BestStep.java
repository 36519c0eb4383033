package org.imagebeam.learn;

import java.util.List;

/**
 * Says which evaluation on the validation images was the best: the one with the lowest
 * cross-entropy, of several the first; or the latest that is as good as that one for all that few
 * images can tell, which is the one-standard-error rule of Breiman et al., Classification and
 * Regression Trees (1984). The lowest of many evaluations on few images is low by chance, too.
 *
 * @param step of that evaluation
 * @param lowest cross-entropy so far; NaN is higher than all
 * @param standardError of that
 * @param tolerance how many standard errors above the lowest is as good
 * @param evaluationsSince that were worse
 */
public record BestStep(
    long step, float lowest, float standardError, float tolerance, int evaluationsSince) {
  private static final float ONE_STANDARD_ERROR = 1;

  /**
   * Finds the evaluation with the lowest cross-entropy.
   *
   * @param rows of all evaluations, from the first to the last; not empty
   */
  public static BestStep lowest(List<EvaluationRow> rows) {
    return of(rows, 0);
  }

  /** Finds the latest evaluation within one standard error of the lowest. */
  public static BestStep withinOneStandardError(List<EvaluationRow> rows) {
    return of(rows, ONE_STANDARD_ERROR);
  }

  private static BestStep of(List<EvaluationRow> rows, float tolerance) {
    BestStep best = lowest(rows.get(0), tolerance);
    for (EvaluationRow row : rows.subList(1, rows.size())) {
      best = best.after(row);
    }
    return best;
  }

  private static BestStep lowest(EvaluationRow row, float tolerance) {
    return new BestStep(
        row.step(), row.validationCrossEntropy(), row.validationStandardError(), tolerance, 0);
  }

  /** Returns the best step once there is one more evaluation. */
  public BestStep after(EvaluationRow row) {
    if (Float.compare(row.validationCrossEntropy(), lowest) < 0) {
      return lowest(row, tolerance);
    }
    boolean asGood =
        tolerance > 0 && row.validationCrossEntropy() <= lowest + tolerance * standardError;
    return asGood
        ? new BestStep(row.step(), lowest, standardError, tolerance, 0)
        : new BestStep(step, lowest, standardError, tolerance, evaluationsSince + 1);
  }
}
