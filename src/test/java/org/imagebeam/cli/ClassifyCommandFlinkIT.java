package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.imagebeam.testing.FlinkCluster;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to {@code classify} on a cluster of Flink that doesn't stay as it is. */
class ClassifyCommandFlinkIT {
  private static final int TASK_MANAGERS = 2;
  private static final int IMAGES = 5000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path temp;
  private static FlinkCluster flink;
  private static Path photos;
  private static Path model;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, InterruptedException {
    photos = Files.createDirectory(temp.resolve("photos"));
    for (int i = 0; i < IMAGES; i++) {
      Files.write(
          photos.resolve(String.format("%04d.png", i)), Images.png(20 + i % 13, 18 + i % 7, i));
    }
    Files.writeString(photos.resolve("0123.png"), "garbage");
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    Files.createFile(Files.createDirectory(temp.resolve("nothing")).resolve("empty"));
    assertEquals(0, run("direct.csv", List.of()));
    flink = FlinkCluster.start(folder, TASK_MANAGERS);
  }

  @AfterAll
  static void stop() {
    if (flink != null) {
      flink.close();
    }
  }

  private static int run(String output, List<String> more) {
    List<String> words = new ArrayList<>();
    Collections.addAll(
        words,
        "classify",
        "--quiet",
        "--batchSize=1",
        "--input=" + photos,
        "--output=" + temp.resolve(output),
        "--model=" + model);
    words.addAll(more);
    StringWriter err = new StringWriter();
    int code =
        new ImagebeamCommand(new PrintWriter(new StringWriter(), true), new PrintWriter(err, true))
            .run(words.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException(code + ": " + err);
    }
    return code;
  }

  private static CompletableFuture<Integer> startOnFlink(String output, int parallelism) {
    List<String> more =
        List.of(
            "--runner=FlinkRunner",
            "--flinkMaster=" + flink.master(),
            "--parallelism=" + parallelism,
            "--filesToStage=" + temp.resolve("nothing"));
    return CompletableFuture.supplyAsync(() -> run(output, more));
  }

  private static void assertAsDirect(String output) throws IOException {
    for (String ending : List.of(".csv", ".failures.csv")) {
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("direct" + ending)),
          Files.readAllBytes(temp.resolve(output + ending)),
          output + ending);
    }
  }

  private static long parts(String output) {
    Path parts = temp.resolve("." + output + ".work/parts");
    try (Stream<Path> files = Files.exists(parts) ? Files.list(parts) : Stream.empty()) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldGiveEachImageOneRowWhereAWorkerIsKilled() throws Exception {
    CompletableFuture<Integer> job = startOnFlink("killed.csv", TASK_MANAGERS);
    Instant limit = Instant.now().plus(PATIENCE);
    while (parts("killed.csv") < 3) {
      assertFalse(job.isDone(), "the job was over before a worker was killed");
      assertTrue(Instant.now().isBefore(limit), "nothing was committed in " + PATIENCE);
      Thread.onSpinWait();
    }
    flink.replaceTaskManager();
    assertEquals(0, job.get());
    assertFalse(flink.faults().isEmpty(), "the job went on without a restart");
    assertAsDirect("killed");
    assertFalse(Files.exists(temp.resolve(".killed.csv.work")));
  }

  @Test
  void shouldRunTwoJobsAtOnce() throws Exception {
    CompletableFuture<Integer> one = startOnFlink("one.csv", 1);
    CompletableFuture<Integer> other = startOnFlink("other.csv", 1);
    assertEquals(0, one.get());
    assertEquals(0, other.get());
    assertAsDirect("one");
    assertAsDirect("other");
  }
}
