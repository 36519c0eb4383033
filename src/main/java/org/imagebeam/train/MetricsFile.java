package org.imagebeam.train;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.imagebeam.report.RowTable;

/** {@code metrics.csv}: a row an epoch, of all runs of a training. */
final class MetricsFile {
  static final String NAME = "metrics.csv";

  static final RowTable<EpochRow> TABLE =
      new RowTable<>(
          List.of(
              "epoch",
              "step",
              "loss",
              "train_accuracy",
              "validation_accuracy",
              "test_accuracy",
              "seconds",
              "time"),
          MetricsFile::cells,
          MetricsFile::row);

  private MetricsFile() {}

  /** Replaces the file. */
  static void write(String path, List<EpochRow> rows) throws IOException {
    TABLE.write(path, rows);
  }

  /**
   * The rows of a file; none if there is none.
   *
   * @throws IOException if it can't be read, or isn't such a file
   */
  static List<EpochRow> read(String path) throws IOException {
    return TABLE.read(path);
  }

  /** A row's values, as many as the header has. */
  static List<String> cells(EpochRow row) {
    return List.of(
        Long.toString(row.epoch()),
        Long.toString(row.step()),
        Float.toString(row.loss()),
        Float.toString(row.trainAccuracy()),
        Float.toString(row.validationAccuracy()),
        Float.toString(row.testAccuracy()),
        String.format(Locale.ROOT, "%.3f", row.seconds()),
        row.time().toString());
  }

  private static EpochRow row(List<String> cells) {
    return new EpochRow(
        Long.parseLong(cells.get(0)),
        Long.parseLong(cells.get(1)),
        Float.parseFloat(cells.get(2)),
        Float.parseFloat(cells.get(3)),
        Float.parseFloat(cells.get(4)),
        Float.parseFloat(cells.get(5)),
        Double.parseDouble(cells.get(6)),
        Instant.parse(cells.get(7)));
  }
}
