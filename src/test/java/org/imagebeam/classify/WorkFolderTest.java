package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.storage.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  @TempDir Path temp;

  @Test
  void shouldGoOnWithTheSameSettings() throws IOException {
    String run;
    try (WorkFolder first = open("a")) {
      assertFalse(first.resumed());
      run = first.runId();
      Files.writeString(Path.of(first.parts(), "results-1.csv"), "x");
    }
    try (WorkFolder second = open("a")) {
      assertTrue(second.resumed());
      assertEquals(run, second.runId());
      assertTrue(Files.exists(Path.of(second.parts(), "results-1.csv")));
    }
  }

  @Test
  void shouldStartAnewWithOtherSettings() throws IOException {
    try (WorkFolder first = open("a")) {
      Files.writeString(Path.of(first.parts(), "results-1.csv"), "x");
    }
    try (WorkFolder second = open("b")) {
      assertFalse(second.resumed());
      try (var parts = Files.list(Path.of(second.parts()))) {
        assertEquals(0, parts.count());
      }
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

  private WorkFolder open(String settings) throws IOException {
    return WorkFolder.open(temp.resolve("work").toString(), settings);
  }
}
