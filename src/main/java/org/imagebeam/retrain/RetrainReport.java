package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.bottleneck.BottleneckSet;
import org.imagebeam.bottleneck.Side;
import org.imagebeam.head.HeadScorer;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.Score;
import org.imagebeam.local.Json;
import org.imagebeam.pipeline.Version;
import org.imagebeam.storage.AtomicFile;

/** Writes what a retraining leaves beside its model: the matrix, the page, and the summary last. */
final class RetrainReport {
  private final RetrainSettings settings;
  private final Map<String, String> description;
  private final BottleneckSet set;

  /**
   * @param description of the run, see {@link RunDescription}
   * @param set the images
   */
  RetrainReport(RetrainSettings settings, Map<String, String> description, BottleneckSet set) {
    this.settings = requireNonNull(settings, "settings is null");
    this.description = requireNonNull(description, "description is null");
    this.set = requireNonNull(set, "set is null");
  }

  /**
   * Writes all.
   *
   * @param modelId of the model that was made
   * @throws IOException if a file can't be written, or the evaluations can't be read
   */
  RetrainSummary write(String modelId, Predictions predictions) throws IOException {
    OutputFolder output = settings.output();
    ConfusionMatrix matrix = new ConfusionMatrix(set.labels());
    for (TestPrediction row : predictions.rows()) {
      matrix.add(set.labels().indexOf(row.label()), set.labels().indexOf(row.predicted()));
    }
    List<EvaluationRow> rows = output.rows();
    AtomicFile.write(
        output.confusionMatrix(), matrix.csv(settings.csvSafe()).getBytes(StandardCharsets.UTF_8));
    if (settings.csvSafe()) {
      Predictions.TABLE.write(output.predictions(), predictions.rows(), true);
    }
    RetrainSummary summary = summary(modelId, predictions, rows);
    AtomicFile.write(
        output.page(), new ReportPage(settings, set, summary, rows, matrix, predictions).toBytes());
    AtomicFile.write(output.summary(), json(summary));
    return summary;
  }

  private RetrainSummary summary(String modelId, Predictions predictions, List<EvaluationRow> rows)
      throws IOException {
    return new RetrainSummary(
        modelId,
        used(),
        set.failures().size(),
        set.cached(),
        set.computed(),
        set.seconds(),
        seconds(rows, EvaluationRow.Phase.HEAD) + seconds(rows, EvaluationRow.Phase.FINE_TUNE),
        predictions.score(),
        headTest(),
        predictions.mistakes().stream()
            .map(
                row ->
                    new RetrainSummary.Mistake(
                        row.image(), row.label(), row.predicted(), row.score()))
            .toList(),
        settings.output().path(),
        settings.output().page());
  }

  private Optional<Score> headTest() throws IOException {
    return settings.fineTune().isPresent()
        ? Optional.of(
            HeadScorer.of(settings.output().checkpoints()).score(set.examples(Side.TESTING)))
        : Optional.empty();
  }

  private int used() {
    int used = 0;
    for (Side side : Side.values()) {
      used += set.examples(side).size();
    }
    return used;
  }

  private static double seconds(List<EvaluationRow> rows, EvaluationRow.Phase phase) {
    return rows.stream()
        .filter(row -> row.phase() == phase)
        .mapToDouble(EvaluationRow::seconds)
        .max()
        .orElse(0);
  }

  private byte[] json(RetrainSummary summary) throws IOException {
    Map<String, Object> images = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      images.put(side.text(), set.examples(side).size());
    }
    images.put("failed", summary.failed());
    Map<String, Object> bottlenecks = new LinkedHashMap<>();
    bottlenecks.put("cached", summary.cached());
    bottlenecks.put("computed", summary.computed());
    bottlenecks.put("seconds", summary.bottleneckSeconds());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("imagebeam", Version.current());
    all.put("model", summary.modelId());
    all.put("labels", set.labels());
    all.put("pictures", images);
    all.put("bottlenecks", bottlenecks);
    all.put("train_seconds", summary.trainSeconds());
    all.put("test", score(summary.test()));
    summary.headTest().ifPresent(head -> all.put("head_test", score(head)));
    all.put("settings", description);
    return Json.INDENTED.writeValueAsBytes(all);
  }

  private static Map<String, Object> score(Score test) {
    Map<String, Object> score = new LinkedHashMap<>();
    score.put("pictures", test.images());
    score.put("correct", test.correct());
    // JSON has no word for what isn't a number.
    if (test.images() > 0) {
      score.put("accuracy", test.accuracy());
      score.put("cross_entropy", test.crossEntropy());
    }
    return score;
  }
}
