package org.imagebeam.retrain;

import java.util.Comparator;
import java.util.List;
import org.imagebeam.learn.Score;
import org.imagebeam.table.RowTable;

/**
 * {@code test_predictions.csv}: a row a test image, by path.
 *
 * @param rows of the images that could be read
 */
record Predictions(List<TestPrediction> rows) {
  static final RowTable<TestPrediction> TABLE =
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
              new TestPrediction(
                  cells.get(0),
                  cells.get(1),
                  cells.get(2),
                  Float.parseFloat(cells.get(3)),
                  Float.parseFloat(cells.get(4))));

  Predictions {
    rows = List.copyOf(rows);
  }

  /** Returns how good the model is on them. */
  Score score() {
    return new Score(
        rows.size(),
        rows.stream().filter(TestPrediction::correct).count(),
        rows.stream().mapToDouble(TestPrediction::crossEntropy).average().orElse(Double.NaN));
  }

  /** Returns those that are wrong, the surest first: the worst mistakes. */
  List<TestPrediction> mistakes() {
    return rows.stream()
        .filter(row -> !row.correct())
        .sorted(
            Comparator.comparingDouble(TestPrediction::crossEntropy)
                .reversed()
                .thenComparing(TestPrediction::image))
        .toList();
  }
}
