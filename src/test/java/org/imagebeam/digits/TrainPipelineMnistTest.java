package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.download.Progress;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of the same training in Python, on the whole of MNIST. */
class TrainPipelineMnistTest {
  @TempDir Path temp;

  @Test
  void shouldReachTheAccuracyOfPython() throws IOException {
    List<EpochRow> rows = train();
    assertEquals(11, rows.size());
    assertEquals(6050, rows.get(10).step());
    // A run in Python says 0.8239 and 0.9171; the order of the examples makes a difference.
    assertEquals(0.8239, rows.get(0).testAccuracy(), 0.02);
    assertTrue(rows.get(10).testAccuracy() >= 0.9171f, rows.toString());
    DigitEvaluation evaluation =
        DigitEvaluation.of(temp.toString(), false, mnist().toString(), "", Progress.log());
    assertEquals(0.098f, evaluation.before());
    assertEquals(rows.get(10).testAccuracy(), evaluation.after());
  }

  @Test
  void shouldReachMoreWithAdam() throws IOException {
    List<EpochRow> rows = train("--optimizer=adam");
    assertTrue(rows.get(10).testAccuracy() >= 0.925f, rows.toString());
  }

  @Test
  void shouldLearnWithTheQuadraticLoss() throws IOException {
    List<EpochRow> rows = train("--loss=quadratic", "--epochs=3");
    assertTrue(rows.get(2).testAccuracy() > 0.85f, rows.toString());
  }

  private List<EpochRow> train(String... more) throws IOException {
    String[] args = new String[3 + more.length];
    args[0] = "--data=" + mnist();
    args[1] = "--checkpointDir=" + temp;
    args[2] = "--targetParallelism=1";
    System.arraycopy(more, 0, args, 3, more.length);
    return TrainFixture.run(args);
  }

  private static Path mnist() {
    return Shared.require("mnist");
  }
}
