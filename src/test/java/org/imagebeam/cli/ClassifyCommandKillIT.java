package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.testing.FolderWatch;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Launched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a run costs nothing but the chunks that were in flight. */
class ClassifyCommandKillIT {
  private static final int IMAGES = 1920;
  private static final int CHUNK = 64;

  /** Of results and of failures, when the first are seen; a run that isn't killed has sixty. */
  private static final int MOST_PARTS = 20;

  @TempDir Path temp;

  @Test
  void shouldEndWithTheSameBytesAfterBeingKilled() throws Exception {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    for (int i = 0; i < IMAGES; i++) {
      Path file = photos.resolve(String.format("%04d.jpg", i));
      Files.write(file, i % 50 == 7 ? new byte[] {1, 2, 3} : Images.jpeg(64, 48, i));
    }
    assertEquals(0, classify("whole.csv").exitCode());
    Launched killed = classify("x.csv");
    Path parts = temp.resolve(".x.csv.work/parts");
    try (FolderWatch watch = FolderWatch.of(temp)) {
      killed.killWhen(watch, () -> count(parts) >= 2);
    }
    assertFalse(Files.exists(temp.resolve("x.csv")), "killed too late to show anything");
    long committed = count(parts);
    assertTrue(committed >= 2, "the run left " + committed + " parts: " + killed.err());
    assertTrue(committed <= MOST_PARTS, "parts come late, all " + committed + " at once");

    Launched resumed = classify("x.csv");
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertArrayEquals(bytes("whole.csv"), bytes("x.csv"));
    assertArrayEquals(bytes("whole.failures.csv"), bytes("x.failures.csv"));
    int inferences =
        new ObjectMapper()
            .readTree(temp.resolve("x.csv.metrics.json").toFile())
            .get("metrics")
            .path("num_inferences")
            .asInt();
    assertTrue(inferences <= IMAGES - CHUNK / 2, inferences + " images were done again");
    try (Stream<Path> left = Files.list(temp)) {
      assertEquals(
          List.of(
              "photos",
              "whole.csv",
              "whole.csv.metrics.json",
              "whole.failures.csv",
              "x.csv",
              "x.csv.metrics.json",
              "x.failures.csv"),
          left.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private Launched classify(String output) throws IOException, InterruptedException {
    Launched run =
        Launched.start(temp, Map.of(), "classify", "--input=photos", "--output=" + output);
    if (output.startsWith("whole")) {
      run.exitCode();
    }
    return run;
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(temp.resolve(file));
  }

  private static long count(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".csv")).count();
    }
  }
}
