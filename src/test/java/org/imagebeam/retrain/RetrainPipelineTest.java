package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.imagebeam.bottleneck.LabelledFolder;
import org.imagebeam.bottleneck.LabelledImage;
import org.imagebeam.bottleneck.Side;
import org.imagebeam.bottleneck.Split;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.learn.BestStep;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.Score;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.FileFilter;
import org.junit.jupiter.api.Test;

class RetrainPipelineTest extends RetrainPipelineFixture {
  @Test
  void shouldLeaveAModelAndAllThatTellsOfIt() throws IOException {
    Files.writeString(temp.resolve("pictures/red/notes.txt"), "no image");
    List<EvaluationRow> evaluations = new ArrayList<>();
    RetrainSummary summary =
        RetrainFixture.pipeline(RetrainFixture.args(temp, "out")).run(evaluations::add);
    Path out = temp.resolve("out");
    assertEquals(
        List.of(
            "bottlenecks",
            "checkpoints",
            "classify_image_graph_def.pb",
            "confusion_matrix.csv",
            "events.out.tfevents.0000000000.imagebeam",
            "failures.csv",
            "labels.txt",
            "metrics.csv",
            "model.json",
            "report.html",
            "retrain.json",
            "test_predictions.csv"),
        names(out));
    assertEquals(RetrainFixture.LABELS, Files.readAllLines(out.resolve("labels.txt")));
    ModelFolder model = ModelFolder.open(out.toString());
    assertEquals("final_result", model.spec().output());
    assertEquals(model.readGraph().id(), summary.modelId());
    assertEquals(3 * IMAGES, summary.images());
    assertEquals(1, summary.failed());
    assertTrue(
        Files.readAllLines(out.resolve("failures.csv")).get(1).contains("notes.txt,red,decode"));
    List<EvaluationRow> rows = EvaluationRow.TABLE.read(out + "/metrics.csv");
    assertEquals(
        List.of(10L, 20L, 30L, 40L, 50L, 60L), rows.stream().map(EvaluationRow::step).toList());
    assertEquals(rows, evaluations);
    assertTrue(Checkpoints.exists(out + "/checkpoints/head.ckpt-60"));
    compareWithTables(out, summary);
  }

  private void compareWithTables(Path out, RetrainSummary summary) throws IOException {
    List<TestPrediction> predictions = Predictions.TABLE.read(out + "/test_predictions.csv");
    List<String> testing =
        LabelledFolder.list(temp + "/pictures", FileFilter.MEANT, new Split(20, 20, 1))
            .images()
            .stream()
            .filter(image -> image.side() == Side.TESTING)
            .map(LabelledImage::path)
            .filter(path -> !path.endsWith("notes.txt"))
            .toList();
    assertEquals(testing, predictions.stream().map(TestPrediction::image).toList());
    assertEquals(testing.size(), summary.test().images());
    long right = predictions.stream().filter(row -> row.label().equals(row.predicted())).count();
    assertEquals(right, summary.test().correct());
    assertEquals((double) right / testing.size(), summary.test().accuracy());
    assertEquals(testing.size() - right, summary.mistakes().size());
    JsonNode json = new ObjectMapper().readTree(out.resolve("retrain.json").toFile());
    assertEquals(summary.test().accuracy(), json.at("/test/accuracy").asDouble());
    assertEquals(summary.test().crossEntropy(), json.at("/test/cross_entropy").asDouble());
    assertTrue(summary.headTest().isEmpty() && json.at("/head_test").isMissingNode());
    assertEquals("60", json.at("/settings/steps").asText());
    assertEquals(3 * IMAGES, json.at("/bottlenecks/computed").asInt());
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("Last layer: accuracy"), page);
    assertTrue(page.contains("blue, or &quot;azure&quot;"), page);
    assertEquals(!summary.mistakes().isEmpty(), page.contains("data:image/jpeg;base64,"));
    List<String> matrix = Files.readAllLines(out.resolve("confusion_matrix.csv"));
    assertEquals("class,\"blue, or \"\"azure\"\"\",green,red,total", matrix.get(0));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldTuneTheLayersBelow() throws IOException {
    RetrainSummary head = run("head");
    RetrainSummary tuned =
        run(
            "out",
            "--bottleneckDir=" + temp + "/head/bottlenecks",
            "--fineTune=all",
            "--fineTuneSteps=12",
            "--fineTuneBatchSize=8",
            "--fineTuneEvalInterval=4",
            "--fineTuneLearningRate=0.01");
    List<EvaluationRow> rows = EvaluationRow.TABLE.read(temp + "/out/metrics.csv");
    assertEquals(
        List.of(0L, 4L, 8L, 12L),
        rows.stream()
            .filter(row -> row.phase() == EvaluationRow.Phase.FINE_TUNE)
            .map(EvaluationRow::step)
            .toList());
    assertNotEquals(head.modelId(), tuned.modelId());
    assertTrue(Files.readString(temp.resolve("out/report.html")).contains("Fine-tuning: accuracy"));
    compareBeforeAndAfter(head.test(), tuned);
    BestStep best =
        BestStep.withinOneStandardError(
            rows.stream().filter(row -> row.phase() == EvaluationRow.Phase.FINE_TUNE).toList());
    assertTrue(best.step() > 0, rows.toString());
    assertTrue(
        Checkpoints.exists(temp + "/out/checkpoints/fine-tune-best/best.ckpt-" + best.step()));
    RetrainSummary again =
        run(
            "out",
            "--bottleneckDir=" + temp + "/head/bottlenecks",
            "--fineTune=all",
            "--fineTuneSteps=12",
            "--fineTuneBatchSize=8",
            "--fineTuneEvalInterval=4",
            "--fineTuneLearningRate=0.01");
    assertEquals(tuned.modelId(), again.modelId());
    assertEquals(rows, EvaluationRow.TABLE.read(temp + "/out/metrics.csv"));
  }

  /** The layer alone, by its bottlenecks, is as good as the model that has nothing tuned. */
  private void compareBeforeAndAfter(Score alone, RetrainSummary tuned) throws IOException {
    Score before = tuned.headTest().orElseThrow();
    assertEquals(alone.images(), before.images());
    assertEquals(alone.correct(), before.correct());
    assertEquals(alone.crossEntropy(), before.crossEntropy(), 1e-5);
    assertNotEquals(alone.crossEntropy(), tuned.test().crossEntropy(), 1e-4);
    JsonNode json = new ObjectMapper().readTree(temp.resolve("out/retrain.json").toFile());
    assertEquals(before.accuracy(), json.at("/head_test/accuracy").asDouble());
    assertEquals(before.crossEntropy(), json.at("/head_test/cross_entropy").asDouble());
    String page = Files.readString(temp.resolve("out/report.html"));
    String told =
        String.format(
            Locale.ROOT,
            "Before fine-tuning, with the last layer alone: accuracy %.4f, cross-entropy %.4f.",
            before.accuracy(),
            before.crossEntropy());
    assertTrue(page.contains(told), told);
  }

  @Test
  void shouldTrainOnDistortedCopies() throws IOException {
    RetrainSummary plain = run("plain");
    RetrainSummary distorted =
        run(
            "out",
            "--bottleneckDir=" + temp + "/plain/bottlenecks",
            "--flipLeftRight=true",
            "--randomBrightness=10",
            "--distortedCopies=2");
    int training =
        (int)
            LabelledFolder.list(temp + "/pictures", FileFilter.MEANT, new Split(20, 20, 1))
                .images()
                .stream()
                .filter(image -> image.side() == Side.TRAINING)
                .count();
    assertEquals(2L * training, distorted.computed());
    assertEquals(3 * IMAGES, distorted.cached());
    assertNotEquals(plain.modelId(), distorted.modelId());
  }

  @Test
  void shouldShieldItsTablesFromSpreadsheets() throws IOException {
    Path formula = Files.move(temp.resolve("pictures/red"), temp.resolve("pictures/=1+1"));
    Files.writeString(formula.resolve("notes.txt"), "no image");
    RetrainSummary plain = run("plain");
    RetrainSummary safe = run("safe", "--csvSafe=true");
    assertEquals(plain.test(), safe.test());
    for (String table : List.of("test_predictions.csv", "failures.csv", "confusion_matrix.csv")) {
      String text = Files.readString(temp.resolve("plain").resolve(table));
      List<List<String>> cells = new ArrayList<>();
      try (CSVParser rows = CSVFormat.RFC4180.parse(new StringReader(text))) {
        rows.forEach(row -> cells.add(row.toList()));
      }
      assertTrue(cells.stream().flatMap(List::stream).anyMatch("=1+1"::equals), table);
      String shielded =
          cells.stream()
              .map(
                  row ->
                      row.stream()
                          .map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"")
                          .map(cell -> cell.equals("\"=1+1\"") ? "\"'=1+1\"" : cell)
                          .collect(Collectors.joining(",")))
              .map(row -> row + "\r\n")
              .collect(Collectors.joining());
      assertEquals(shielded, Files.readString(temp.resolve("safe").resolve(table)), table);
    }
    // Run again, a finished training writes its tables as it is told now.
    run("plain", "--csvSafe=true");
    assertEquals(
        Files.readString(temp.resolve("safe/test_predictions.csv")),
        Files.readString(temp.resolve("plain/test_predictions.csv")));
  }

  @Test
  void shouldDoWithoutTestImages() throws IOException {
    RetrainSummary summary = run("out", "--testingPercentage=0");
    assertEquals(0, summary.test().images());
    assertTrue(
        Files.readString(temp.resolve("out/report.html"))
            .contains("No images were kept for testing."));
  }
}
