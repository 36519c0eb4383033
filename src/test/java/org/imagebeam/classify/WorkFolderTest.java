package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.storage.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkFolderTest {
  @TempDir Path temp;

  @Test
  void shouldGoOnWithTheSameSettings() throws IOException {
    String run;
    try (WorkFolder first = open("a")) {
      assertFalse(first.resumed());
      run = first.runId();
      commitRow(first);
    }
    try (WorkFolder second = open("a")) {
      assertTrue(second.resumed());
      assertEquals(run, second.runId());
      assertTrue(Files.exists(Path.of(second.parts(), "results-1.csv")));
    }
  }

  @Test
  void shouldCountTheAttempts() throws IOException {
    for (int attempt = 1; attempt <= 3; attempt++) {
      try (WorkFolder work = open("a")) {
        assertEquals(attempt, work.attempt());
        commitRow(work);
      }
    }
  }

  @Test
  void shouldRefuseRowsOfOtherSettingsAndKeepThem() throws IOException {
    try (WorkFolder first = open(Map.of("topK", "5", "labels", "x", "exif", "apply"))) {
      commitRow(first);
    }
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () -> open(Map.of("topK", "3", "labels", "y", "exif", "apply")));
    assertTrue(e.getMessage().startsWith("'" + temp + "/work' holds rows of an unfinished run"));
    assertTrue(e.getMessage().contains("topK=5 (now 3)"), e.getMessage());
    assertTrue(e.getMessage().contains("other labels"), e.getMessage());
    assertFalse(e.getMessage().contains("exif"), e.getMessage());
    assertTrue(
        e.getMessage()
            .endsWith(
                "give the same command as before to go on, or remove that folder to start anew"));
    assertTrue(Files.exists(temp.resolve("work/parts/results-1.csv")));
    open(Map.of("topK", "5", "labels", "x", "exif", "apply")).close();
  }

  @Test
  void shouldStartAnewWithOtherSettingsWhereNoRowIsLost() throws IOException {
    open("a").close();
    try (WorkFolder second = open("b")) {
      assertFalse(second.resumed());
    }
  }

  @Test
  void shouldGoOnWithHigherLimitsAndNotWithLowerOnes() throws IOException {
    try (WorkFolder first = open(Map.of("maxPixels", "100", "maxImageBytes", "1000"))) {
      commitRow(first);
    }
    try (WorkFolder raised = open(Map.of("maxPixels", "200", "maxImageBytes", "1000"))) {
      assertTrue(raised.resumed());
    }
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () -> open(Map.of("maxPixels", "100", "maxImageBytes", "1000")));
    assertTrue(e.getMessage().contains("maxPixels=200 (now 100)"), e.getMessage());
  }

  @Test
  void shouldRefuseTheUnfinishedRunOfAFormerRelease() throws IOException {
    leave("{\"run\":\"20250101T000000000Z\",\"settings\":\"photos\\nid\\ntopK=3\"}");
    SettingsException e = assertThrows(SettingsException.class, () -> open("a"));
    assertEquals(
        "can't go on from the unfinished run in '"
            + temp
            + "/work': it is of a former release of imagebeam, which didn't note all that rows"
            + " depend on; remove that folder to start anew",
        e.getMessage());
    assertTrue(Files.exists(temp.resolve("work/parts/results-1.csv")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "{\"run\":",
        "{\"run\":null,\"attempt\":\"1\"}",
        "{\"run\":\"x\",\"attempt\":\"many\"}",
        "{\"run\":\"x\",\"attempt\":{}}",
        "\0\0"
      })
  void shouldRefuseADamagedRun(String json) throws IOException {
    leave(json);
    SettingsException e = assertThrows(SettingsException.class, () -> open("a"));
    assertTrue(e.getMessage().contains("its run.json is damaged; remove that folder"));
    assertTrue(Files.exists(temp.resolve("work/parts/results-1.csv")));
  }

  /** Who cleared up deletes run.json first. */
  @Test
  void shouldClearWhatAFinishedRunHasLeft() throws IOException {
    leave("");
    Files.delete(temp.resolve("work/run.json"));
    try (WorkFolder work = open("a")) {
      assertFalse(work.resumed());
      assertFalse(Files.exists(temp.resolve("work/parts/results-1.csv")));
    }
  }

  @Test
  void shouldStartAnewWhereOnlyTheFolderWasMade() throws IOException {
    Files.createDirectories(temp.resolve("work"));
    try (WorkFolder work = open("a")) {
      assertFalse(work.resumed());
    }
  }

  @Test
  void shouldRefuseASecondRunAtTheSameTime() throws IOException {
    try (WorkFolder first = open("a")) {
      OutputException e = assertThrows(OutputException.class, () -> open("a"));
      assertTrue(e.getMessage().contains("another run is at work on this output"));
      assertTrue(first.runId().matches("\\d{8}T\\d{9}Z"));
    }
    open("a").close();
  }

  @Test
  void shouldLeaveNothing() throws IOException {
    WorkFolder work = open("a");
    work.delete();
    assertFalse(Files.exists(temp.resolve("work")));
  }

  private void leave(String json) throws IOException {
    Files.createDirectories(temp.resolve("work/parts"));
    Files.writeString(temp.resolve("work/parts/results-1.csv"), "x");
    Files.writeString(temp.resolve("work/run.json"), json);
  }

  private static void commitRow(WorkFolder work) throws IOException {
    Files.writeString(Path.of(work.parts(), "results-1.csv"), "x");
  }

  private WorkFolder open(String settings) throws IOException {
    return open(Map.of("input", settings));
  }

  private WorkFolder open(Map<String, String> settings) throws IOException {
    return WorkFolder.open(temp.resolve("work").toString(), settings);
  }
}
