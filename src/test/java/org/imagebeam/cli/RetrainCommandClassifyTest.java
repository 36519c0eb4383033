package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.imagebeam.retrain.RetrainFixture;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What retrain reports of its model, classify finds with it. */
class RetrainCommandClassifyTest {
  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldNameColoursAsWellAsReported() throws IOException {
    Path images = RetrainFixture.images(temp.resolve("pictures"), 40);
    Path model = RetrainFixture.model(temp.resolve("source"));
    compare(images, model, "--steps=200", "--testingPercentage=30");
  }

  @Test
  void shouldDoSoAfterFineTuning() throws IOException {
    Path images = RetrainFixture.images(temp.resolve("pictures"), 40);
    Path model = RetrainFixture.model(temp.resolve("source"));
    compare(
        images,
        model,
        "--steps=100",
        "--testingPercentage=30",
        "--fineTune=all",
        "--fineTuneSteps=12",
        "--fineTuneEvalInterval=4",
        "--fineTuneLearningRate=0.01",
        "--flipLeftRight",
        "--distortedCopies=1");
  }

  @Test
  void shouldNameFlowersAsWellAsReported() throws IOException {
    double accuracy =
        compare(Shared.require("flowers"), Shared.require("mobilenet-v1-tiny"), "--steps=500");
    assertTrue(accuracy > 0.4, "accuracy " + accuracy);
  }

  private double compare(Path images, Path model, String... settings) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "retrain",
                "--images=" + images,
                "--model=" + model,
                "--output=" + temp + "/model",
                "--printMisclassified"));
    args.addAll(List.of(settings));
    run(args);
    List<String> printed = out.toString().lines().toList();
    List<CSVRecord> test = rows(temp.resolve("model/test_predictions.csv"));
    List<String> paths = test.stream().map(row -> row.get("image")).toList();
    Files.write(temp.resolve("test.txt"), paths);
    run(
        List.of(
            "classify",
            "--input=@" + temp + "/test.txt",
            "--output=" + temp + "/x.csv",
            "--model=" + temp + "/model",
            "--topK=1"));
    List<CSVRecord> rows = rows(temp.resolve("x.csv"));
    assertEquals(paths, rows.stream().map(row -> row.get("image")).toList());
    int right = 0;
    for (int i = 0; i < rows.size(); i++) {
      right += rows.get(i).get("label_1").equals(test.get(i).get("class")) ? 1 : 0;
      assertEquals(test.get(i).get("predicted"), rows.get(i).get("label_1"));
    }
    double accuracy = (double) right / rows.size();
    String last = printed.get(printed.size() - 1);
    assertTrue(
        last.startsWith(String.format("Final test accuracy = %.4f (N=%d)", accuracy, rows.size())),
        last + " and found " + accuracy);
    assertEquals(
        rows.size() - right,
        printed.stream().filter(line -> line.contains(", taken for ")).count());
    String head = "Test accuracy of the last layer alone = ";
    assertEquals(
        List.of(settings).stream().anyMatch(setting -> setting.startsWith("--fineTune=")),
        printed.stream().anyMatch(line -> line.startsWith(head)));
    return accuracy;
  }

  private static List<CSVRecord> rows(Path table) throws IOException {
    return CSVFormat.RFC4180
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(Files.newBufferedReader(table))
        .getRecords();
  }

  private void run(List<String> args) {
    int code =
        new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true))
            .run(args.toArray(String[]::new));
    assertEquals(0, code, err.toString());
  }
}
