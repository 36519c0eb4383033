package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.imagebeam.table.RowTable;

/**
 * Tells how far a training is after an epoch.
 *
 * @param epoch counted from 0
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
  /** The table {@code metrics.csv}: a row for each epoch of all runs of a training. */
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
          EpochRow::cells,
          EpochRow::row);

  public EpochRow {
    requireNonNull(time, "time is null");
  }

  /** Gives the row's values, as many as the header has. */
  List<String> cells() {
    return List.of(
        Long.toString(epoch),
        Long.toString(step),
        Float.toString(loss),
        Float.toString(trainAccuracy),
        Float.toString(validationAccuracy),
        Float.toString(testAccuracy),
        String.format(Locale.ROOT, "%.3f", seconds),
        time.toString());
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
