package org.imagebeam.classify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.imagebeam.classify.table.EndedRuns;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.PartWriter;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.local.OutputException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkFolderTest {
  private static final ImageFailure FAILURE =
      new ImageFailure(
          ImageKey.ofPath("/photos/a.jpg"), "model", ImageStages.READ, "NotListed", "it is a pipe");

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

  /** Takes a folder whenever it is free, sees that its work is left alone, and clears it. */
  static final class Runs {
    private Runs() {}

    public static void main(String... args) throws Exception {
      Path folder = Path.of(args[0]);
      for (int i = 0; i < 300; ) {
        try {
          WorkFolder work = WorkFolder.open(folder.toString(), Map.of("input", "a"));
          commitRow(work);
          if (work.resumed() || !Files.exists(folder.resolve(WorkFolder.RUN_FILE))) {
            throw new IllegalStateException("another has changed what is held");
          }
          work.delete();
          i++;
        } catch (OutputException e) {
          if (!e.getMessage().contains("another run is at work")) {
            throw e;
          }
        }
      }
      System.out.print("done");
    }
  }

  @Test
  void shouldBeOneProcessesAtATimeUntilItIsCleared() throws Exception {
    Path folder = temp.resolve("new/work");
    Process[] processes = new Process[3];
    for (int i = 0; i < processes.length; i++) {
      processes[i] = ChildJvm.start(Runs.class, folder.toString());
    }
    for (Process process : processes) {
      assertEquals("done", new String(process.getInputStream().readAllBytes(), UTF_8));
    }
    assertFalse(Files.exists(folder));
  }

  @Test
  void shouldLeaveNothing() throws IOException {
    WorkFolder work = open("a");
    work.delete();
    assertFalse(Files.exists(temp.resolve("work")));
  }

  @Test
  void shouldStayAwayWhenABundleIsLate() throws IOException {
    WorkFolder work = open("a");
    work.deleteIfEmpty();
    PartWriter<ImageFailure> late = writer(work);
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> late.write(List.of(FAILURE)));
    assertEquals("the run has ended", e.getMessage());
    assertFalse(Files.exists(temp.resolve("work")));
    try (WorkFolder next = open("a")) {
      writer(next).write(List.of(FAILURE));
      assertTrue(WorkFolder.hasCommitted(temp + "/work"));
    }
  }

  @Test
  void shouldWaitForABundleThatIsWriting() throws Exception {
    WorkFolder work = open("a");
    FutureTask<Void> deletion =
        new FutureTask<>(
            () -> {
              work.delete();
              return null;
            });
    Thread deleting = new Thread(deletion);
    EndedRuns.write(
        work.listing(),
        () -> {
          deleting.start();
          while (deleting.getState() != Thread.State.WAITING && deleting.isAlive()) {
            Thread.onSpinWait();
          }
          Files.writeString(Path.of(work.listing()), "x");
        });
    deletion.get();
    assertFalse(Files.exists(temp.resolve("work")));
  }

  @Test
  void shouldTakeLateRowsWhereThereAreSomeToGoOnFrom() throws IOException {
    try (WorkFolder work = open("a")) {
      commitRow(work);
      work.deleteIfEmpty();
      writer(work).write(List.of(FAILURE));
      assertEquals(2, Storage.list(work.parts()).size());
    }
  }

  private static PartWriter<ImageFailure> writer(WorkFolder work) {
    return new PartWriter<>(
        new FailuresCsv("rows"), work.parts(), OutputLayout.FAILURES_PREFIX, work.attempt());
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
