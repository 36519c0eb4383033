package org.imagebeam.retrain;

import java.util.Comparator;
import java.util.List;
import org.imagebeam.learn.TestScore;
import org.imagebeam.report.RowTable;

/**
 * {@code test_predictions.csv}: a row a test picture, by path.
 *
 * @param rows of the pictures that could be read
 */
record Predictions(List<Prediction> rows) {
  static final RowTable<Prediction> TABLE =
      new RowTable<>(
          List.of("image", "class", "predicted", "score", "class_score"),
          row ->
              List.of(
                  row.image(),
                  row.label(),
                  row.predicted(),
                  Float.toString(row.score()),
                  Float.toString(row.labelScore())),
          cells ->
              new Prediction(
                  cells.get(0),
                  cells.get(1),
                  cells.get(2),
                  Float.parseFloat(cells.get(3)),
                  Float.parseFloat(cells.get(4))));

  Predictions {
    rows = List.copyOf(rows);
  }

  /** How good the model is on them. */
  TestScore score() {
    return new TestScore(
        rows.size(),
        rows.stream().filter(Prediction::correct).count(),
        rows.stream().mapToDouble(Prediction::crossEntropy).average().orElse(Double.NaN));
  }

  /** Those that are wrong, the surest first: the worst mistakes. */
  List<Prediction> mistakes() {
    return rows.stream()
        .filter(row -> !row.correct())
        .sorted(
            Comparator.comparingDouble(Prediction::crossEntropy)
                .reversed()
                .thenComparing(Prediction::image))
        .toList();
  }
}
