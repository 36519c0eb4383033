package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.Digits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a training costs nothing but the steps since the last save. */
class TrainPipelineKillTest {
  private static final int STEPS_PER_EPOCH = 10;

  /** More than a child gets to do before it is killed. */
  private static final int MANY = 3000;

  @TempDir Path temp;

  @Test
  @Timeout(300)
  void shouldEndWithTheSameWeightsAfterBeingKilled() throws Exception {
    Path data = Digits.write(temp.resolve("data"), 1500, 300, 6, 1);
    Path unbroken = temp.resolve("unbroken");
    Path killed = temp.resolve("killed");
    for (long step : List.of(150L, 300L)) {
      Process child = ChildJvm.start(Train.class, data.toString(), killed.toString());
      try (BufferedReader steps = child.inputReader(StandardCharsets.UTF_8)) {
        long done = 0;
        while (done < step) {
          String line = steps.readLine();
          assertNotNull(line, "it ended by itself behind step " + done);
          done = Long.parseLong(line);
        }
      } finally {
        child.destroyForcibly().waitFor();
      }
    }
    // The row of an epoch is told of before its checkpoint is there.
    long left = newestStep(killed);
    assertTrue(left >= 300 - STEPS_PER_EPOCH, "the killed run left step " + left);
    int epochs = (int) (left / STEPS_PER_EPOCH) + 5;
    train(data, killed, epochs, row -> {});
    train(data, unbroken, epochs, row -> {});
    TrainFixture.assertSame(unbroken, killed);
    assertEquals(epochs, TrainFixture.rows(killed).size());
  }

  private static long newestStep(Path folder) throws IOException {
    String newest = Checkpoints.latestCheckpoint(folder.toString()).orElseThrow();
    return Long.parseLong(newest.substring(newest.lastIndexOf('-') + 1));
  }

  private static void train(Path data, Path folder, int epochs, Consumer<EpochRow> rows)
      throws IOException {
    TrainFixture.pipeline(
            "--data=" + data,
            "--checkpointDir=" + folder,
            "--validationSize=500",
            "--optimizer=adam",
            "--emaDecay=0.99",
            "--epochs=" + epochs,
            "--saveEverySteps=29",
            "--targetParallelism=1")
        .run(rows);
  }

  /** Trains in a JVM of its own until it is killed, and prints the step of each row. */
  static final class Train {
    private Train() {}

    public static void main(String... args) throws IOException {
      train(Path.of(args[0]), Path.of(args[1]), MANY, row -> System.out.println(row.step()));
    }
  }
}
