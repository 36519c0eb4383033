package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.storage.FileFilter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainPipelineTest {
  private static final int IMAGES = 30;

  @TempDir Path temp;

  @BeforeEach
  void writeImagesAndModel() throws IOException {
    RetrainFixture.images(temp.resolve("pictures"), IMAGES);
    RetrainFixture.model(temp.resolve("model"));
  }

  private RetrainSummary run(String output, String... others) throws IOException {
    return RetrainFixture.run(RetrainFixture.args(temp, output, others));
  }

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
  void shouldMakeTheSameModelAgainFromTheCache() throws IOException {
    RetrainSummary first = run("out");
    byte[] graph = Files.readAllBytes(temp.resolve("out/classify_image_graph_def.pb"));
    String metrics = Files.readString(temp.resolve("out/metrics.csv"));
    RetrainSummary second = run("out");
    assertEquals(3 * IMAGES, first.computed());
    assertEquals(0, second.computed());
    assertEquals(3 * IMAGES, second.cached());
    assertArrayEquals(graph, Files.readAllBytes(temp.resolve("out/classify_image_graph_def.pb")));
    assertEquals(metrics, Files.readString(temp.resolve("out/metrics.csv")));
    assertEquals(first.test().accuracy(), second.test().accuracy());
    RetrainSummary other = run("other", "--bottleneckDir=" + temp + "/out/bottlenecks");
    assertEquals(0, other.computed());
    assertEquals(first.modelId(), other.modelId());
    assertFalse(Files.exists(temp.resolve("other/bottlenecks")));
  }

  @Test
  void shouldStartAnewWhereAFinishedTrainingHadOtherImages() throws IOException {
    RetrainSummary first = run("out");
    RetrainFixture.images(temp.resolve("pictures"), IMAGES + 2);
    RetrainSummary second = run("out");
    assertEquals(6, second.computed());
    assertNotEquals(first.modelId(), second.modelId());
    assertEquals(6, EvaluationRow.TABLE.read(temp + "/out/metrics.csv").size());
    run("out", "--steps=80");
    assertEquals(8, EvaluationRow.TABLE.read(temp + "/out/metrics.csv").size());
  }

  @Test
  void shouldNotTouchAnUnfinishedTrainingOfOtherSettings() throws IOException {
    run("out");
    Files.delete(temp.resolve("out/retrain.json"));
    SettingsException e =
        assertThrows(SettingsException.class, () -> run("out", "--learningRate=0.5"));
    assertEquals(
        "the unfinished training in "
            + temp
            + "/out/checkpoints has --learningRate=0.01, and not 0.5: give the same to go on, name"
            + " another --output, or delete that folder to start anew",
        e.getMessage());
    assertTrue(Checkpoints.exists(temp + "/out/checkpoints/head.ckpt-60"));
    run("out");
    assertTrue(Files.exists(temp.resolve("out/retrain.json")));
  }

  @Test
  void shouldNotDeleteWhatItHasNotMade() throws IOException {
    Path other = Files.createDirectories(temp.resolve("out/checkpoints"));
    Files.writeString(other.resolve("model.ckpt-1.index"), "of another training");
    OutputException e = assertThrows(OutputException.class, () -> run("out"));
    assertTrue(e.getMessage().contains("files that are of no retraining"), e.getMessage());
    assertEquals("of another training", Files.readString(other.resolve("model.ckpt-1.index")));
  }

  @Test
  void shouldStartAnewWhereItWasKilledWhileItMadeRoom() throws IOException {
    RetrainSummary first = run("out");
    Path settings = temp.resolve("out/checkpoints/settings.json");
    Files.writeString(settings, "{\"clearing\": \"true\"}");
    Files.delete(temp.resolve("out/retrain.json"));
    Files.delete(temp.resolve("out/checkpoints/head.ckpt-60.index"));
    RetrainSummary second = run("out", "--steps=70");
    assertEquals(7, EvaluationRow.TABLE.read(temp + "/out/metrics.csv").size());
    assertEquals(first.images(), second.images());
    assertTrue(Files.readString(settings).contains("\"steps\" : \"70\""));
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

  @Test
  void shouldRefuseAnOutputAmongTheImages() {
    IllegalArgumentException inside =
        assertThrows(IllegalArgumentException.class, () -> run("pictures/new"));
    assertEquals(
        "--output='"
            + temp
            + "/pictures/new' lies in --images='"
            + temp
            + "/pictures', where each folder is a class: name one outside",
        inside.getMessage());
    IllegalArgumentException model =
        assertThrows(IllegalArgumentException.class, () -> run("model"));
    assertEquals(
        "--output='" + temp + "/model' is the --model that is retrained: name another folder",
        model.getMessage());
  }

  @Test
  void shouldFindOutAtTheStartWhatCannotBeWritten() throws IOException {
    Path inside = Files.createDirectories(temp.resolve("out/report.html/inside"));
    OutputException e = assertThrows(OutputException.class, () -> run("out"));
    assertTrue(e.getMessage().contains(inside.getParent() + ": it is a folder"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out/bottlenecks")));
  }

  @Test
  void shouldRefuseAnOutputThatALinkLeadsInto() throws IOException {
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("pictures"));
    Files.createDirectory(temp.resolve("pictures/new"));
    assertThrows(InvalidValueException.class, () -> run("link/new"));
  }

  @Test
  void shouldRefuseAModelWithoutABottleneck() throws IOException {
    Files.writeString(temp.resolve("model/model.json"), "{\"bottleneck\": \"neck\"}");
    ModelException e = assertThrows(ModelException.class, () -> run("out"));
    assertTrue(e.getMessage().contains("has no bottleneck, the node 'neck'"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  @Test
  void shouldRefuseALayerThatIsNotThere() {
    ModelException e = assertThrows(ModelException.class, () -> run("out", "--fineTune=mixed_99"));
    assertTrue(e.getMessage().contains("mixed_99"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  @Test
  void shouldRefuseOneClass() throws IOException {
    Path one = Files.createDirectories(temp.resolve("one"));
    Files.createSymbolicLink(one.resolve("red"), temp.resolve("pictures/red"));
    InputException e = assertThrows(InputException.class, () -> run("out", "--images=" + one));
    assertTrue(e.getMessage().contains("has one class only, 'red'"), e.getMessage());
  }

  @Test
  void shouldRefuseTooFewReadableImages() throws IOException {
    for (int i = 0; i < 11; i++) {
      Files.writeString(temp.resolve("pictures/red/2-" + i + ".png"), "no image");
    }
    InputException e = assertThrows(InputException.class, () -> run("out"));
    assertTrue(e.getMessage().contains("'red' has 19 (and 11 that can't be used)"), e.getMessage());
    assertEquals(12, Files.readAllLines(temp.resolve("out/failures.csv")).size());
  }
}
