package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
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

/** Rounds of contenders that the shell plays. */
@DisabledOnOs(OS.WINDOWS)
class RoundsTest {
  private static final double ROOM = 1e6;

  @TempDir Path temp;

  private final Results results = new Results();
  private final Map<Results.Key, Entry> entries = new LinkedHashMap<>();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  private void add(String name, String script) {
    entries.put(
        new Results.Key("g", name),
        new ContenderEntry(name, "", List.of("sh", "-c", script), temp.resolve(name + ".log"), 1));
  }

  private Rounds rounds(double room) {
    return new Rounds(
        entries, results, new PrintStream(progress, true, StandardCharsets.UTF_8), room);
  }

  private String saying(String what) {
    return "echo " + what + " >>" + temp.resolve("said") + "; ";
  }

  private List<String> said() throws Exception {
    return Files.readAllLines(temp.resolve("said"));
  }

  @Test
  void shouldGiveEachATurnARoundAndLeaveOutWhatFails() throws Exception {
    add("a", "echo ready; while read n; do " + saying("a") + "echo 1 0; done");
    add("missing", "echo none here >&2; exit 1");
    add("dies", "echo ready; read n; echo 1 0; read n; echo 1 0; echo died >&2");
    add("b", "echo ready; while read n; do " + saying("b") + "echo 1 0; done");
    rounds(ROOM).run(3);
    assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b"), said(), "first to warm up");
    assertEquals(List.of("a", "dies", "b"), List.copyOf(results.groups().get("g").keySet()));
    assertEquals(3, results.groups().get("g").get("a").samples().size());
    assertEquals(1, results.groups().get("g").get("dies").samples().size());
    assertTrue(results.skipped().get("g: missing").startsWith("none here"));
    assertTrue(results.skipped().get("g: dies").startsWith("died"));
    assertTrue(progress.toString(StandardCharsets.UTF_8).contains("round 3 of 3, g: b: "));
  }

  @Test
  void shouldLetTurnsPassSideBySide() throws Exception {
    // Longer than a slice each, if nothing stopped them.
    for (String name : List.of("a", "b")) {
      String turn = ("sleep 0.15; " + saying(name)).repeat(name.equals("a") ? 6 : 4);
      add(name, "echo ready; while read n; do " + turn + "echo 1 0; done");
    }
    rounds(ROOM).run(1);
    List<String> ofTheRound = said().subList(10, 20);
    assertTrue(
        ofTheRound.lastIndexOf("a") > ofTheRound.indexOf("b")
            && ofTheRound.lastIndexOf("b") > ofTheRound.indexOf("a"),
        ofTheRound.toString());
    assertEquals(
        List.of("a", "b"),
        List.copyOf(results.groups().get("g").keySet()),
        "in their order, though b is done first");
  }

  @Test
  void shouldHaveNoMoreTogetherThanThereIsRoomFor() throws Exception {
    for (String name : List.of("a", "b")) {
      add(name, saying(name) + "echo ready; while read n; do " + saying("turn") + "echo 1 0; done");
    }
    rounds(0).run(2);
    assertEquals(
        List.of("a", "turn", "b", "turn", "turn", "turn", "b", "turn", "turn", "turn"),
        said(),
        "b takes too much beside a, so all rounds of a come first");
    assertEquals(2, results.groups().get("g").get("b").samples().size());
  }

  @Test
  void shouldEndAllThatItHasStarted() throws Exception {
    add("a", saying("$$") + "echo ready; while read n; do echo 1 0; done");
    rounds(ROOM).run(1);
    long pid = Long.parseLong(said().get(0));
    ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
    assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
  }
}
