package org.imagebeam.learn;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.imagebeam.table.RowTable;

/**
 * Tells how far a training is at an evaluation.
 *
 * @param phase whose steps are counted
 * @param step of the phase that was the last before
 * @param trainAccuracy of the step's batch, how many are named right, of 1
 * @param trainCrossEntropy mean of the same, in nats
 * @param validationAccuracy of the validation images; NaN if there are none
 * @param validationCrossEntropy mean of the same, in nats
 * @param validationStandardError of that mean
 * @param seconds that the phase's steps took up to here, evaluating and saving left out
 * @param time of the evaluation, to the millisecond
 */
public record EvaluationRow(
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
  /** The table {@code metrics.csv}: a row for each evaluation of both phases. */
  public static final RowTable<EvaluationRow> TABLE =
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
          EvaluationRow::cells,
          EvaluationRow::row);

  public EvaluationRow {
    requireNonNull(phase, "phase is null");
    requireNonNull(time, "time is null");
  }

  private List<String> cells() {
    return List.of(
        phase.text(),
        Long.toString(step),
        Float.toString(trainAccuracy),
        Float.toString(trainCrossEntropy),
        Float.toString(validationAccuracy),
        Float.toString(validationCrossEntropy),
        Float.toString(validationStandardError),
        String.format(Locale.ROOT, "%.3f", seconds),
        time.toString());
  }

  private static EvaluationRow row(List<String> cells) {
    return new EvaluationRow(
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

  /** Names what is trained. */
  public enum Phase {
    /** The new last layer, on bottlenecks. */
    HEAD,

    /** The layers below it, on images. */
    FINE_TUNE;

    /** Returns the name that the table and the pages show. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a phase by the name that the table and the pages show.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Phase parse(String text) {
      return Arrays.stream(values())
          .filter(phase -> phase.text().equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("there is no phase '" + text + "'"));
    }
  }
}
