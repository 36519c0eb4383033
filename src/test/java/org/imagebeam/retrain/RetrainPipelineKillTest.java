package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.EvaluationRowFixture;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.FolderWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in either phase costs nothing but the steps since the last checkpoint. */
class RetrainPipelineKillTest {
  @TempDir Path temp;

  @Test
  @Timeout(300)
  void shouldEndWithTheSameModelAfterBeingKilled() throws Exception {
    RetrainFixture.images(temp.resolve("pictures"), 30);
    RetrainFixture.model(temp.resolve("model"));
    Retrain.main(temp.toString(), "unbroken");
    killAt(EvaluationRow.Phase.HEAD, 4000);
    killAt(EvaluationRow.Phase.FINE_TUNE, 12);
    Retrain.main(temp.toString(), "killed");
    assertArrayEquals(
        Files.readAllBytes(temp.resolve("unbroken/classify_image_graph_def.pb")),
        Files.readAllBytes(temp.resolve("killed/classify_image_graph_def.pb")));
    assertEquals(rows("unbroken"), rows("killed"));
  }

  private void killAt(EvaluationRow.Phase phase, long step) throws Exception {
    try (FolderWatch watch = FolderWatch.of(temp)) {
      watch.killWhen(
          ChildJvm.start(Retrain.class, temp.toString(), "killed"), () -> last(phase) >= step);
    }
  }

  private long last(EvaluationRow.Phase phase) throws IOException {
    return new OutputFolder(temp.resolve("killed").toString())
        .rows().stream()
            .filter(row -> row.phase() == phase)
            .mapToLong(EvaluationRow::step)
            .max()
            .orElse(0);
  }

  private List<String> rows(String output) throws IOException {
    return new OutputFolder(temp.resolve(output).toString())
        .rows().stream().map(EvaluationRowFixture::text).toList();
  }

  /** Retrains in a JVM of its own. */
  static final class Retrain {
    private Retrain() {}

    public static void main(String... args) throws IOException {
      RetrainSummary summary =
          RetrainFixture.run(
              RetrainFixture.args(
                  Path.of(args[0]),
                  args[1],
                  "--steps=8000",
                  "--evalStepInterval=500",
                  "--saveEverySteps=500",
                  "--fineTune=all",
                  "--fineTuneSteps=80",
                  "--fineTunePatience=100",
                  "--fineTuneBatchSize=8",
                  "--fineTuneEvalInterval=4",
                  "--flipLeftRight=true",
                  "--distortedCopies=1",
                  "--targetParallelism=1"));
      assertTrue(summary.test().images() > 0);
    }
  }
}
