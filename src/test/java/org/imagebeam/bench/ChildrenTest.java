package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are measured, played by the shell. */
@DisabledOnOs(OS.WINDOWS)
class ChildrenTest {
  private static final String CONTENDER =
      "echo hello; echo ready; while read n; do echo \"0.25 0.5\"; done";

  @TempDir Path temp;

  private static List<String> shell(String script) {
    return List.of("sh", "-c", script);
  }

  private Entry contender(String name, String script) {
    return new ContenderEntry(name, "", shell(script), temp.resolve(name + ".log"), 1);
  }

  @Test
  void shouldAskAContender() throws Exception {
    try (Entry entry = contender("a", CONTENDER)) {
      entry.start();
      Sample sample = entry.turn();
      assertEquals(4, sample.rate());
      assertEquals(0.5, sample.cpu().getAsDouble());
    }
  }

  @Test
  void shouldAskForAsManyPicturesAsFillATurn() throws Exception {
    String script = "echo ready; while read n; do echo $n >>" + temp + "/asked; echo 0.1 0.1; done";
    try (Entry entry = new ContenderEntry("a", "", shell(script), temp.resolve("a.log"), 2.5)) {
      entry.start();
      entry.turn();
    }
    assertEquals(List.of("1", "25"), Files.readAllLines(temp.resolve("asked")));
  }

  @Test
  void shouldSayWhyAContenderDoesNotStart() throws Exception {
    try (Entry entry = contender("a", "echo loading; echo no module named torch >&2; exit 1")) {
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
  void shouldMeasureAWholeRun() throws Exception {
    Path parts = temp.resolve("out/.x.csv.work/parts");
    WholeRun run =
        WholeRun.of(
            shell(
                "sleep 0.2; mkdir -p " + parts + "; touch " + parts + "/results-1.csv; sleep 0.3"),
            temp.resolve("out"),
            temp.resolve("run.log"));
    assertTrue(run.seconds() >= 0.5 && run.seconds() < 30, run.toString());
    double first = run.first().getAsDouble();
    assertTrue(first >= 0.2 && first < run.seconds() - 0.1, run.toString());
  }

  @Test
  void shouldSayWhyARunFailed() {
    SkippedException e =
        assertThrows(
            SkippedException.class,
            () -> WholeRun.of(shell("echo out of memory; exit 3"), temp, temp.resolve("run.log")));
    assertTrue(e.getMessage().startsWith("out of memory ("), e.getMessage());
  }

  @Test
  void shouldGiveEachATurnARoundAndLeaveOutWhatFails() throws Exception {
    Results results = new Results();
    Map<Results.Key, Entry> entries = new LinkedHashMap<>();
    String order = temp + "/order";
    String writes = "echo ready; while read n; do echo %s >>" + order + "; echo 0.1 0; done";
    entries.put(new Results.Key("g", "a"), contender("a", String.format(writes, "a")));
    entries.put(
        new Results.Key("g", "missing"), contender("missing", "echo none here >&2; exit 1"));
    entries.put(
        new Results.Key("g", "dies"),
        contender("dies", "echo ready; read n; echo 1 0; read n; echo 1 0; echo died >&2"));
    entries.put(new Results.Key("g", "b"), contender("b", String.format(writes, "b")));
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    new Rounds(entries, results, new PrintStream(progress, true, StandardCharsets.UTF_8), 1e6)
        .run(3);
    assertEquals(
        List.of("a", "b", "a", "b", "b", "a", "a", "b"),
        Files.readAllLines(Path.of(order)),
        "to warm up, then to and fro");
    assertEquals(List.of("a", "dies", "b"), List.copyOf(results.groups().get("g").keySet()));
    assertEquals(3, results.groups().get("g").get("a").samples().size());
    assertEquals(1, results.groups().get("g").get("dies").samples().size());
    assertTrue(results.skipped().get("g: missing").startsWith("none here"));
    assertTrue(results.skipped().get("g: dies").startsWith("died"));
    assertTrue(
        progress.toString(StandardCharsets.UTF_8).contains("round 3 of 3, g: b: 10.00 images/s"));
  }

  @Test
  void shouldEndWhoHasWaitedLongestWhereThereIsNoRoom() throws Exception {
    Map<Results.Key, Entry> entries = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) {
      String script = "echo " + name + " >>" + temp + "/starts; echo ready; ";
      entries.put(
          new Results.Key("g", name),
          contender(name, script + "while read n; do echo 0.1 0; done"));
    }
    Results results = new Results();
    new Rounds(
            entries,
            results,
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            0)
        .run(2);
    assertEquals(
        List.of("a", "b", "c", "a", "b", "c", "c", "b", "a"),
        Files.readAllLines(temp.resolve("starts")),
        "each for its warm-up and for each of its turns");
    assertEquals(2, results.groups().get("g").get("c").samples().size());
  }

  @Test
  void shouldTimeACommandByItsPictures() throws IOException, InterruptedException {
    try (Entry entry = new CommandEntry("a", "", shell("sleep 0.5"), 10, temp.resolve("a.log"))) {
      entry.start();
      double rate = entry.turn().rate();
      assertTrue(rate > 0.3 && rate <= 20, "" + rate);
    }
  }
}
