package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Args;
import org.imagebeam.testing.Digits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest extends CommandFixture {
  @TempDir Path temp;
  private Path data;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    data = Digits.write(temp.resolve("data"), 1700, 300, 4, 1);
    folder = temp.resolve("checkpoints");
  }

  @Test
  void shouldPrintALineForEachEpoch() {
    assertEquals(0, train("--epochs=3"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(7, lines.size(), out.toString());
    for (int i = 0; i < 3; i++) {
      assertTrue(lines.get(i).matches("Iter " + i + ",Testing Accuracy 0\\.\\d+"), lines.get(i));
    }
    List<String> summary = lines.subList(3, 7);
    assertTrue(
        summary
            .get(0)
            .matches(
                "trained 30 steps in [0-9.]+ s \\([0-9]+ steps/s\\), up to step 30: testing"
                    + " accuracy 0\\.\\d+"),
        out.toString());
    assertEquals("checkpoints: " + folder, summary.get(1));
    assertEquals("metrics:     " + folder + "/metrics.csv", summary.get(2));
    assertEquals("curves:      " + folder + "/curves.html", summary.get(3));
  }

  @Test
  void shouldGoOn() {
    assertEquals(0, train("--epochs=1"));
    out.getBuffer().setLength(0);
    assertEquals(0, train("--epochs=2"), err.toString());
    assertTrue(out.toString().startsWith("Iter 1,Testing Accuracy "), out.toString());
    assertTrue(out.toString().contains("trained 10 steps in "), out.toString());
    assertEquals(0, train("--epochs=2"));
    assertTrue(out.toString().contains("trained 0 steps in 0.0 s (0 steps/s), up to step 20"));
  }

  @Test
  void shouldEvaluateAndExport() {
    assertEquals(0, train("--epochs=2", "--emaDecay=0.5"), err.toString());
    String accuracy = out.toString().lines().toList().get(1).replaceAll(".*Accuracy ", "");
    out.getBuffer().setLength(0);
    assertEquals(0, run("evaluate", "--checkpoint=" + folder, "--data=" + data), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(2, lines.size());
    assertEquals(accuracy, lines.get(1));
    assertTrue(
        err.toString()
            .endsWith("checkpoint: " + folder + "/model.ckpt-20" + System.lineSeparator()),
        err.toString());
    out.getBuffer().setLength(0);
    assertEquals(
        0,
        run("export", "--checkpoint=" + folder, "--averages", "--output=" + temp + "/model"),
        err.toString());
    assertEquals(temp + "/model" + System.lineSeparator(), out.toString());
    assertTrue(Files.exists(temp.resolve("model/classify_image_graph_def.pb")));
    assertEquals(0, run("model", "inspect", temp + "/model"), err.toString());
  }

  @Test
  void shouldSayWhatIsWrong() throws IOException {
    assertFails(
        ExitCode.USAGE, "Missing required options: '--checkpointDir=VALUE', '--data", "train");
    assertFails(ExitCode.USAGE, "Missing required options", "evaluate");
    assertFails(ExitCode.USAGE, "Missing required options", "export");
    assertFails(ExitCode.USAGE, "--optimizer must be sgd, momentum or adam", args("--optimizer=x"));
    assertFails(ExitCode.USAGE, "unknown option '--epoch=3': did you mean", args("--epoch=3"));
    assertFails(ExitCode.NO_INPUT, "there is no folder --data=none", args("--data=none"));
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertFails(
        ExitCode.OUTPUT,
        file + " is a file where a folder is needed",
        args("--checkpointDir=" + file));
    Files.write(data.resolve(Digits.TRAIN_IMAGES), new byte[] {0, 0, 8, 3, 0});
    assertFails(ExitCode.NO_INPUT, "train-images-idx3-ubyte.gz is damaged or truncated", args());
    assertFails(
        ExitCode.CHECKPOINT_NOT_FOUND,
        "there is no checkpoint " + temp + "/none",
        "export",
        "--checkpoint=" + temp + "/none",
        "--output=" + temp);
  }

  @Test
  void shouldFindOutAtTheStartWhatCannotBeWritten() throws IOException {
    Path inside = Files.createDirectories(temp.resolve("other/curves.html/inside"));
    assertFails(
        ExitCode.OUTPUT,
        "cannot write " + inside.getParent() + ": it is a folder",
        args("--checkpointDir=" + temp + "/other"));
    assertFalse(Files.exists(temp.resolve("other/metrics.csv")));
  }

  @Test
  void shouldRefuseToGoOnWithOtherSettings() {
    assertEquals(0, train("--epochs=1"));
    assertFails(
        ExitCode.USAGE,
        "the training in " + folder + " has --seed=1, and not 2: give the same, or another",
        args("--seed=2"));
  }

  private int train(String... more) {
    return run(args(more));
  }

  private String[] args(String... more) {
    return Args.of(
        List.of("train", "--data=" + data, "--checkpointDir=" + folder, "--validationSize=700"),
        more);
  }

  @Override
  void assertFails(ExitCode code, String message, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(code.code(), run(args), err.toString());
    String last = err.toString().lines().reduce("", (a, b) -> b);
    assertTrue(last.startsWith("imagebeam: "), last);
    assertTrue(last.contains(message), last);
  }
}
