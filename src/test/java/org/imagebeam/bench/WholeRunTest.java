package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whole processes, played by the shell. */
@DisabledOnOs(OS.WINDOWS)
class WholeRunTest {
  @TempDir Path temp;

  private WholeRun run(String script) {
    return new WholeRun(
        List.of("sh", "-c", script),
        temp.resolve("run.log"),
        () -> Files.exists(temp.resolve("rows")),
        () -> Files.exists(temp.resolve("all")));
  }

  @Test
  void shouldMeasureTheTimeInWhichItRan() throws Exception {
    Path rows = temp.resolve("rows");
    Path all = temp.resolve("all");
    try (WholeRun run =
        run("sleep 0.3; touch " + rows + "; sleep 0.3; touch " + all + "; sleep 0.3")) {
      int slices = 1;
      while (!run.goOn(0.1)) {
        double seconds = run.seconds();
        Thread.sleep(50);
        assertEquals(seconds, run.seconds(), "it is stopped");
        slices++;
      }
      // What sleeps goes on sleeping while it is stopped.
      assertTrue(slices > 1);
      assertTrue(run.seconds() > 0.1 && run.seconds() < 30, "" + run.seconds());
      double first = run.first().orElseThrow();
      assertTrue(first > 0 && first < run.seconds(), first + " of " + run.seconds());
      double last = run.secondsOf(1000);
      assertTrue(last > first && last < run.seconds(), last + " of " + run.seconds());
      assertTrue(run.secondsOf(0.1) <= 0.1 + 1e-9);
    }
  }

  @Test
  void shouldSayWhyARunFailed() throws IOException {
    try (WholeRun run = run("echo out of memory; exit 3")) {
      SkippedException e = assertThrows(SkippedException.class, () -> run.goOn(30));
      assertTrue(e.getMessage().startsWith("out of memory ("), e.getMessage());
    }
  }

  @Test
  void shouldTimeACommandByItsImages() throws Exception {
    try (Entry entry =
        new CommandEntry(
            "a", "", List.of("sh", "-c", "sleep 0.5"), 10, temp.resolve("command.log"))) {
      entry.start();
      entry.begin();
      assertTrue(entry.goOn(60));
      double rate = entry.end().rate();
      assertTrue(rate > 0.3 && rate <= 20, "" + rate);
      assertEquals(10 / rate, entry.lasts(), 1e-9, "what the next turn is expected to take");
    }
  }

  @Test
  void shouldEndWithItsEntry() throws Exception {
    Path file = temp.resolve("alive");
    Entry entry =
        new CommandEntry(
            "a",
            "",
            List.of("sh", "-c", "while :; do echo x >>" + file + "; sleep 0.01; done"),
            10,
            temp.resolve("command.log"));
    entry.begin();
    assertFalse(entry.goOn(0.2));
    entry.close();
    long size = Files.size(file);
    Thread.sleep(100);
    assertEquals(size, Files.size(file));
  }
}
