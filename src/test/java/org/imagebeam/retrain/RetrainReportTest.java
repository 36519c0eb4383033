package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.testing.Chromium;
import org.imagebeam.testing.TensorBoard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What TensorBoard and a browser find of a whole retraining; the screenshots stay in target. */
class RetrainReportTest {
  private static final int HEAD_STEPS = 30;

  @TempDir static Path temp;
  private static RetrainSummary summary;
  private static List<EvaluationRow> rows;

  @BeforeAll
  static void retrain() throws IOException {
    RetrainFixture.images(temp.resolve("pictures"), 30);
    RetrainFixture.model(temp.resolve("model"));
    summary =
        RetrainFixture.run(
            RetrainFixture.args(
                temp,
                "out",
                "--steps=" + HEAD_STEPS,
                "--fineTune=all",
                "--fineTuneSteps=6",
                "--fineTuneBatchSize=8",
                "--fineTuneEvalInterval=2"));
    rows = EvaluationRow.TABLE.read(temp + "/out/metrics.csv");
  }

  @Test
  void shouldShowItsEvaluationsInTensorBoard() throws Exception {
    List<String> expected = new ArrayList<>();
    for (EvaluationRow row : rows) {
      boolean head = row.phase() == EvaluationRow.Phase.HEAD;
      String tag = head ? "head/" : "fine-tune/";
      long step = head ? row.step() : HEAD_STEPS + row.step();
      expected.add(tag + "accuracy/train " + step + " " + row.trainAccuracy());
      expected.add(tag + "accuracy/validation " + step + " " + row.validationAccuracy());
      expected.add(tag + "cross_entropy/train " + step + " " + row.trainCrossEntropy());
      expected.add(tag + "cross_entropy/validation " + step + " " + row.validationCrossEntropy());
    }
    assertEquals(4 * (3 + 4), expected.size());
    List<String> found = TensorBoard.scalars(temp.resolve("out"));
    assertEquals(expected.size(), found.size(), found.toString());
    // By tag there, by step here: a stable sort brings both to one order.
    expected.sort(Comparator.comparing(line -> line.substring(0, line.indexOf(' '))));
    for (int i = 0; i < found.size(); i++) {
      List<String> wanted = Splitter.on(' ').splitToList(expected.get(i));
      List<String> read = Splitter.on(' ').splitToList(found.get(i));
      assertEquals(wanted.subList(0, 2), read.subList(0, 2));
      assertEquals(Float.parseFloat(wanted.get(2)), Float.parseFloat(read.get(3)), 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1200})
  void shouldShowItsPageInABrowser(int width, @TempDir Path profile) throws Exception {
    try (Chromium chromium = Chromium.start(profile)) {
      Path file = temp.resolve("out/report.html");
      Chromium.Page page = chromium.open(file, width, 900, "light");
      assertEquals(List.of(), page.complaints());
      assertEquals(
          List.of(file.toUri().toString()),
          page.requests().stream().filter(address -> !address.startsWith("data:")).toList());
      assertTrue(page.evaluate("document.documentElement.scrollWidth").asInt() <= width);
      assertCurves(page);
      assertMatrix(page);
      assertMistakes(page);
      Path folder = Files.createDirectories(Path.of("target", "report"));
      Files.write(folder.resolve("retrain-" + width + ".png"), page.screenshot());
    }
  }

  private static void assertCurves(Chromium.Page page) {
    JsonNode captions =
        page.evaluate(
            "[...document.querySelectorAll('figure')].filter(f => f.querySelector('polyline'))"
                + ".map(f => f.querySelector('figcaption').textContent + ' '"
                + " + [...f.querySelectorAll('polyline')].map(l => l.points.length))");
    assertEquals(
        "[\"Last layer: accuracy 3,3\",\"Last layer: cross-entropy 3,3\","
            + "\"Fine-tuning: accuracy 4,4\",\"Fine-tuning: cross-entropy 4,4\"]",
        captions.toString());
  }

  private static void assertMatrix(Chromium.Page page) {
    JsonNode cells =
        page.evaluate(
            "[...document.querySelectorAll('.matrix tbody tr')].map(row =>"
                + " [...row.querySelectorAll('td:not(.total)')].map(cell => +cell.textContent))");
    long images = 0;
    long correct = 0;
    assertEquals(RetrainFixture.LABELS.size(), cells.size());
    for (int i = 0; i < cells.size(); i++) {
      correct += cells.get(i).get(i).asLong();
      for (JsonNode cell : cells.get(i)) {
        images += cell.asLong();
      }
    }
    assertEquals(summary.test().images(), images);
    assertEquals(summary.test().correct(), correct);
  }

  private static void assertMistakes(Chromium.Page page) {
    assertFalse(summary.mistakes().isEmpty(), "there is no mistake to be shown");
    JsonNode shown =
        page.evaluate("[...document.images].map(i => i.alt + ' ' + (i.naturalWidth > 0))");
    List<String> found = new ArrayList<>();
    shown.forEach(text -> found.add(text.asText()));
    assertEquals(
        summary.mistakes().stream()
            .map(mistake -> mistake.label() + ", taken for " + mistake.predicted() + " true")
            .toList(),
        found);
  }
}
