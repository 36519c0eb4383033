package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.testing.RecordedPhases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainPipelineProgressTest {
  private static final int IMAGES = 30;

  @TempDir Path temp;

  @BeforeEach
  void writeImagesAndModel() throws IOException {
    RetrainFixture.images(temp.resolve("pictures"), IMAGES);
    RetrainFixture.model(temp.resolve("model"));
  }

  private List<String> run(String... others) throws IOException {
    RecordedPhases phases = new RecordedPhases();
    RetrainFixture.pipeline(phases, RetrainFixture.args(temp, "out", others)).run(row -> {});
    assertEquals(1, phases.endings());
    return phases.seen();
  }

  @Test
  void shouldTellHowFarItIs() throws IOException {
    Files.writeString(temp.resolve("pictures/red/notes.jpg"), "no image");
    List<String> first = run();
    int tested = Integer.parseInt(first.get(2).replaceAll("\\D+(\\d+) .*", "$1"));
    assertTrue(tested > 0, first.toString());
    int images = RetrainFixture.LABELS.size() * IMAGES + 1;
    assertEquals(
        List.of(
            "computing " + images + " of " + images + " bottlenecks, 1 failed",
            "training the last layer 60 of 60 steps",
            "evaluating " + tested + " of " + tested + " images, 1 failed"),
        first,
        "the broken image is on the test side");
    RetrainFixture.images(temp.resolve("pictures"), IMAGES + 2);
    List<String> second =
        run(
            "--output=" + temp.resolve("second"),
            "--bottleneckDir=" + temp.resolve("out/bottlenecks"));
    int more = images + 2 * RetrainFixture.LABELS.size();
    assertEquals(
        "computing " + more + " of " + more + " bottlenecks, " + images + " before", second.get(0));
  }

  @Test
  void shouldTellHowFarFineTuningIs() throws IOException {
    List<String> seen = run("--fineTune=all", "--fineTuneSteps=4");
    assertEquals("training the last layer 60 of 60 steps", seen.get(1));
    assertEquals("fine-tuning 4 of 4 steps", seen.get(2));
    assertEquals(4, seen.size());
  }

  @Test
  void shouldSayWhatAStoppedRunKeeps() throws IOException {
    RetrainPipeline pipeline = RetrainFixture.pipeline(RetrainFixture.args(temp, "out"));
    assertEquals(
        "; there are no bottlenecks to go on from, the same command starts anew",
        pipeline.describeKept());
    pipeline.run(row -> {});
    assertEquals(
        "; the bottlenecks so far are kept in '"
            + temp.resolve("out/bottlenecks")
            + "' and the checkpoints in '"
            + temp.resolve("out")
            + "', and the same command goes on from there",
        pipeline.describeKept());
  }
}
