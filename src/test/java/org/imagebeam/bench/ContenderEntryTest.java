package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Contenders, played by the shell. */
@DisabledOnOs(OS.WINDOWS)
class ContenderEntryTest {
  @TempDir Path temp;

  private Entry contender(String script) {
    return new ContenderEntry(
        "a", "", List.of("sh", "-c", script), temp.resolve("a.log"), /* turnSeconds= */ 1);
  }

  private static Sample turn(Entry entry) throws IOException, InterruptedException {
    entry.begin();
    while (!entry.goOn(0.1)) {
      // It is stopped now.
    }
    return entry.end();
  }

  @Test
  void shouldDivideWhatAContenderDidByTheTimeInWhichItRan() throws Exception {
    String script = "echo hello; echo ready; while read n; do sleep 0.25; echo 100 50; done";
    try (Entry entry = contender(script)) {
      entry.start();
      Sample sample = turn(entry);
      assertTrue(sample.rate() > 4 && sample.rate() <= 1000, "" + sample.rate());
      assertEquals(0.5, sample.cpu().orElseThrow(), "of processor time an image");
      assertEquals(1, entry.lasts());
    }
  }

  @Test
  void shouldAskForAsManyImagesAsFillATurn() throws Exception {
    Path asked = temp.resolve("asked");
    String script = "echo ready; while read n; do echo $n >>" + asked + "; echo 1 0.1; done";
    try (Entry entry = contender(script)) {
      entry.start();
      double rate = entry.end().rate();
      turn(entry);
      assertEquals(
          List.of("1", Long.toString(Math.max(1, Math.round(rate)))), Files.readAllLines(asked));
    }
  }

  @Test
  void shouldSayWhyAContenderDoesNotStart() throws Exception {
    try (Entry entry = contender("echo loading; echo no module named torch >&2; exit 1")) {
      SkippedException e = assertThrows(SkippedException.class, entry::start);
      assertTrue(e.getMessage().startsWith("no module named torch ("), e.getMessage());
    }
  }

  @Test
  void shouldSayThatAContenderIsMissing() throws Exception {
    try (Entry entry =
        new ContenderEntry("a", "", List.of(temp + "/python"), temp.resolve("a.log"), 1)) {
      SkippedException e = assertThrows(SkippedException.class, entry::start);
      assertTrue(e.getMessage().contains(temp + "/python"), e.getMessage());
    }
  }

  @Test
  void shouldRefuseATurnBeforeItsStart() throws Exception {
    try (Entry entry = contender("exit 0")) {
      assertThrows(IllegalStateException.class, entry::begin);
      assertThrows(IllegalStateException.class, entry::end);
    }
  }
}
