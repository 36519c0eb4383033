package org.imagebeam.finetune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Scanner;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.EvaluationRowFixture;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.FolderWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} in the middle of a fine-tuning costs nothing but the steps since the last save.
 */
class FineTunerKillTest {
  private static final int STEPS = 120;
  private static final RateSchedule RATE =
      new RateSchedule(STEPS, 0.001f, 0.1, RateSchedule.Decay.COSINE);
  private static final String ROWS = "rows";

  @TempDir Path temp;

  @Test
  @Timeout(300)
  void shouldEndWithTheSameRowsAfterBeingKilled() throws Exception {
    FineTuneFixture.data(temp.resolve("pictures"));
    FineTuneFixture.model(temp.resolve("model"));
    tune(temp, "unbroken");
    for (int kill = 1; kill <= 2; kill++) {
      long enough = kill * 30L;
      try (FolderWatch watch = FolderWatch.of(temp)) {
        watch.killWhen(
            ChildJvm.start(Tune.class, temp.toString(), "killed"),
            () -> savedStep("killed") >= enough);
      }
    }
    long left = savedStep("killed");
    assertTrue(left >= 60 && left < STEPS, "the killed run left step " + left);
    TunedWeights killed = tune(temp, "killed");
    List<EvaluationRow> rows = read(temp.resolve("killed"));
    FineTuneFixture.assertSameRows(read(temp.resolve("unbroken")), rows);
    assertEquals(STEPS / 4 + 1, rows.size());
    assertEquals(tune(temp, "unbroken").constants(), killed.constants());
  }

  private long savedStep(String output) throws IOException {
    OptionalLong step = FineTuner.savedStep(temp.resolve(output).toString());
    return step.orElse(-1);
  }

  /** Runs a tuning to its end; keeps a row in a file before its checkpoint is saved. */
  private static TunedWeights tune(Path temp, String output) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(output));
    long saved = FineTuner.savedStep(folder.toString()).orElse(-1);
    List<EvaluationRow> before = new ArrayList<>(read(folder));
    before.removeIf(row -> row.step() > saved);
    Files.deleteIfExists(folder.resolve(ROWS));
    before.forEach(row -> append(folder, row));
    return FineTuneFixture.run(
        temp,
        output,
        FineTuneFixture.settings("all", RATE, 1000),
        before,
        row -> append(folder, row));
  }

  private static void append(Path folder, EvaluationRow row) {
    try {
      Files.writeString(
          folder.resolve(ROWS),
          EvaluationRowFixture.text(row) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<EvaluationRow> read(Path folder) throws IOException {
    Path file = folder.resolve(ROWS);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<EvaluationRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Scanner cells = new Scanner(line);
      rows.add(
          new EvaluationRow(
              EvaluationRow.Phase.parse(cells.next()),
              Long.parseLong(cells.next()),
              Float.parseFloat(cells.next()),
              Float.parseFloat(cells.next()),
              Float.parseFloat(cells.next()),
              Float.parseFloat(cells.next()),
              Float.parseFloat(cells.next()),
              0,
              Instant.EPOCH));
    }
    return rows;
  }

  /** Tunes in a JVM of its own. */
  static final class Tune {
    private Tune() {}

    public static void main(String... args) throws IOException {
      tune(Path.of(args[0]), args[1]);
    }
  }
}
