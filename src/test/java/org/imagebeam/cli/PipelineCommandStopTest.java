package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.retrain.RetrainFixture;
import org.imagebeam.testing.Digits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that a signal ends long before their last step. */
@Timeout(300)
class PipelineCommandStopTest {
  private static final int TERM = 143;

  @TempDir Path temp;

  /** Sends a signal once a folder has a checkpoint; gives the line on the end. */
  private String stop(Path checkpoints, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(words));
    Path said = temp.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      while (!hasCheckpoint(checkpoints)) {
        assertTrue(process.isAlive(), Files.readString(said));
        Thread.sleep(20);
      }
      process.destroy();
      assertEquals(TERM, process.waitFor(), Files.readString(said));
    } finally {
      process.destroyForcibly();
    }
    List<String> last =
        Files.readAllLines(said).stream().filter(line -> line.startsWith("imagebeam: ")).toList();
    assertEquals(1, last.size(), last.toString());
    return last.get(0);
  }

  private static boolean hasCheckpoint(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().equals("checkpoint"));
    }
  }

  @Test
  void shouldSayWhatIsKeptOfATraining() throws Exception {
    Path data = Digits.write(temp.resolve("data"), 1700, 300, 4, 1);
    Path folder = temp.resolve("digits");
    assertEquals(
        "imagebeam: stopped; the checkpoints so far are kept in '"
            + folder
            + "', and the same command goes on from the newest",
        stop(
            folder,
            "train",
            "--data=" + data,
            "--validationSize=700",
            "--epochs=1000000",
            "--checkpointDir=" + folder));
  }

  @Test
  void shouldSayWhatIsKeptOfARetraining() throws Exception {
    Path images = RetrainFixture.images(temp.resolve("pictures"), 30);
    Path output = temp.resolve("flowers");
    assertEquals(
        "imagebeam: stopped; the bottlenecks so far are kept in '"
            + output.resolve("bottlenecks")
            + "' and the checkpoints in '"
            + output
            + "', and the same command goes on from there",
        stop(
            output.resolve("checkpoints"),
            "retrain",
            "--images=" + images,
            "--model=" + RetrainFixture.model(temp.resolve("model")),
            "--modelCache=" + temp.resolve("cache"),
            "--output=" + output,
            "--steps=10000000",
            "--trainBatchSize=20",
            "--saveEverySteps=100",
            "--testingPercentage=20",
            "--validationPercentage=20"));
  }
}
