package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.retrain.RetrainFixture;
import org.imagebeam.testing.Digits;
import org.imagebeam.testing.FlinkCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three pipelines on two task managers of Flink: what comes out is the direct runner's. */
class PipelineCommandFlinkTest {
  private static final int TASK_MANAGERS = 2;

  @TempDir static Path temp;
  private static FlinkCluster flink;
  private static int finished;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, InterruptedException {
    flink = FlinkCluster.start(folder, TASK_MANAGERS);
  }

  @AfterAll
  static void stop() {
    if (flink != null) {
      flink.close();
    }
  }

  @Test
  void shouldClassifyToTheSameBytes() throws Exception {
    Path images = RetrainFixture.images(temp.resolve("classified"), 20);
    Path model = RetrainFixture.model(temp.resolve("classifier"));
    Files.writeString(images.resolve("green/notes.txt"), "no image");
    for (String runner : List.of("direct", "flink")) {
      run(
          runner,
          "classify",
          "--input=" + images,
          "--output=" + temp.resolve(runner + ".csv"),
          "--model=" + model);
    }
    assertSame("direct.csv", "flink.csv");
    assertSame("direct.failures.csv", "flink.failures.csv");
    assertEquals(61, Files.readAllLines(temp.resolve("flink.csv")).size());
    assertJobs(1);
  }

  @Test
  void shouldRetrainToTheSameModel() throws Exception {
    Path images = RetrainFixture.images(temp.resolve("pictures"), 30);
    Path model = RetrainFixture.model(temp.resolve("model"));
    for (String runner : List.of("direct", "flink")) {
      run(
          runner,
          "retrain",
          "--images=" + images,
          "--model=" + model,
          "--output=" + temp.resolve(runner),
          "--steps=60",
          "--trainBatchSize=20",
          "--fineTune=all",
          "--fineTuneSteps=6",
          "--fineTuneEvalInterval=3",
          "--flipLeftRight",
          "--distortedCopies=1");
    }
    assertSame("direct/classify_image_graph_def.pb", "flink/classify_image_graph_def.pb");
    assertSame("direct/test_predictions.csv", "flink/test_predictions.csv");
    assertSame("direct/confusion_matrix.csv", "flink/confusion_matrix.csv");
    assertEquals(untimed("direct/metrics.csv"), untimed("flink/metrics.csv"));
    // The bottlenecks, the training, the test.
    assertJobs(3);
  }

  @Test
  void shouldTrainToTheSameCheckpoint() throws Exception {
    Path data = Digits.write(temp.resolve("data"), 1700, 100, 5, 1);
    for (String runner : List.of("direct", "flink")) {
      run(
          runner,
          "train",
          "--data=" + data,
          "--checkpointDir=" + temp.resolve(runner + "-train"),
          "--validationSize=700",
          "--epochs=3");
    }
    String checkpoint = checkpoint("direct-train");
    assertEquals(checkpoint, checkpoint("flink-train"));
    assertSame("direct-train/" + checkpoint, "flink-train/" + checkpoint);
    assertEquals(untimed("direct-train/metrics.csv"), untimed("flink-train/metrics.csv"));
    assertJobs(1);
  }

  private static void run(String runner, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (runner.equals("flink")) {
      Collections.addAll(
          all,
          "--runner=FlinkRunner",
          "--flinkMaster=" + flink.master(),
          "--parallelism=" + TASK_MANAGERS,
          "--filesToStage=" + nothing());
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true))
            .run(all.toArray(String[]::new));
    assertEquals(0, code, err.toString());
  }

  /**
   * A folder for Beam to send along with a job in place of our jar: what comes with a job Flink
   * loads anew for each, and TensorFlow can be loaded only once in a JVM.
   */
  private static Path nothing() {
    try {
      Path folder = Files.createDirectories(temp.resolve("nothing"));
      return Files.writeString(folder.resolve("empty"), "").getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** So many jobs came to the cluster since the last time, and ended well. */
  private static void assertJobs(int more) throws IOException, InterruptedException {
    finished += more;
    assertEquals(Map.of("FINISHED", finished), flink.jobs());
  }

  private static void assertSame(String expected, String found) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(temp.resolve(expected)), Files.readAllBytes(temp.resolve(found)), found);
  }

  /** A table without its last two columns, which the clock makes. */
  private static List<String> untimed(String table) throws IOException {
    List<String> rows = Files.readAllLines(temp.resolve(table));
    assertTrue(rows.get(0).endsWith(",seconds,time"), rows.get(0));
    return rows.stream().map(row -> row.replaceFirst(",[^,]*,[^,]*$", "")).toList();
  }

  /** The name of the newest checkpoint's data. */
  private static String checkpoint(String folder) throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(".data-"))
          .sorted()
          .reduce("", (before, name) -> name);
    }
  }
}
