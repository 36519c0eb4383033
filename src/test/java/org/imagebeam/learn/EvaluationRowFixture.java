package org.imagebeam.learn;

import java.util.List;

/** Compares evaluations. */
public final class EvaluationRowFixture {
  private EvaluationRowFixture() {}

  /** Returns a row without what the clock makes of it. */
  public static String text(EvaluationRow row) {
    return String.format(
        "%s %d %s %s %s %s %s",
        row.phase().text(),
        row.step(),
        row.trainAccuracy(),
        row.trainCrossEntropy(),
        row.validationAccuracy(),
        row.validationCrossEntropy(),
        row.validationStandardError());
  }

  /** Returns rows without what the clock makes of them. */
  public static List<String> texts(List<EvaluationRow> rows) {
    return rows.stream().map(EvaluationRowFixture::text).toList();
  }
}
