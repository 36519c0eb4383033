package org.imagebeam.retrain;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.imagebeam.report.RowTable;

/** {@code metrics.csv}: a row an evaluation, of both phases. */
final class MetricsTable {
  static final RowTable<MetricsRow> TABLE =
      new RowTable<>(
          List.of(
              "phase",
              "step",
              "train_accuracy",
              "train_cross_entropy",
              "validation_accuracy",
              "validation_cross_entropy",
              "validation_standard_error",
              "seconds",
              "time"),
          MetricsTable::cells,
          MetricsTable::row);

  private MetricsTable() {}

  private static List<String> cells(MetricsRow row) {
    return List.of(
        row.phase().text(),
        Long.toString(row.step()),
        Float.toString(row.trainAccuracy()),
        Float.toString(row.trainCrossEntropy()),
        Float.toString(row.validationAccuracy()),
        Float.toString(row.validationCrossEntropy()),
        Float.toString(row.validationStandardError()),
        String.format(Locale.ROOT, "%.3f", row.seconds()),
        row.time().toString());
  }

  private static MetricsRow row(List<String> cells) {
    return new MetricsRow(
        Phase.parse(cells.get(0)),
        Long.parseLong(cells.get(1)),
        Float.parseFloat(cells.get(2)),
        Float.parseFloat(cells.get(3)),
        Float.parseFloat(cells.get(4)),
        Float.parseFloat(cells.get(5)),
        Float.parseFloat(cells.get(6)),
        Double.parseDouble(cells.get(7)),
        Instant.parse(cells.get(8)));
  }
}
