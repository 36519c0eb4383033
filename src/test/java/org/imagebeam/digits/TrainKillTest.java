package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.Checkpoints;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.Digits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a training costs nothing but the steps since the last save. */
class TrainKillTest {
  private static final int EPOCHS = 60;

  @TempDir Path temp;

  @Test
  @Timeout(300)
  void shouldEndWithTheSameWeightsAfterBeingKilled() throws Exception {
    Path data = Digits.write(temp.resolve("data"), 1500, 300, 6, 1);
    Path unbroken = temp.resolve("unbroken");
    Path killed = temp.resolve("killed");
    Train.main(data.toString(), unbroken.toString());
    for (int kill = 1; kill <= 2; kill++) {
      Process child = ChildJvm.start(Train.class, data.toString(), killed.toString());
      while (child.isAlive() && newestStep(killed) < kill * 150L) {
        Thread.sleep(5);
      }
      assertTrue(child.isAlive(), "it was over before it was killed");
      child.destroyForcibly().waitFor();
    }
    long left = newestStep(killed);
    assertTrue(left >= 300 && left < EPOCHS * 10L, "the killed run left step " + left);
    Train.main(data.toString(), killed.toString());
    TrainFixture.assertSame(unbroken, killed);
    assertEquals(EPOCHS, TrainFixture.rows(killed).size());
  }

  private static long newestStep(Path folder) throws IOException {
    Optional<String> newest = Checkpoints.latestCheckpoint(folder.toString());
    return newest.isEmpty()
        ? 0
        : Long.parseLong(newest.get().substring(newest.get().lastIndexOf('-') + 1));
  }

  /** Trains in a JVM of its own. */
  static final class Train {
    private Train() {}

    public static void main(String... args) throws IOException {
      List<EpochRow> rows =
          TrainFixture.run(
              "--data=" + args[0],
              "--checkpointDir=" + args[1],
              "--validationSize=500",
              "--optimizer=adam",
              "--emaDecay=0.99",
              "--epochs=" + EPOCHS,
              "--saveEverySteps=29",
              "--targetParallelism=1");
      assertTrue(!rows.isEmpty());
    }
  }
}
