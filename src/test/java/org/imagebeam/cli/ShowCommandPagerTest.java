package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code show} does where the launcher says that standard output is a terminal. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "pagers are started by sh")
class ShowCommandPagerTest {
  private static final int ROWS = 20_000;

  @TempDir private Path temp;
  private Path table;

  @BeforeEach
  void writeTable() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      rows.append("{\"image\":\"/p/an-image-whose-name-has-many-letters-").append(i);
      rows.append(".png\",\"labels\":[{\"label\":\"cat\",\"score\":0.5}]}\n");
    }
    table = Files.writeString(temp.resolve("x.jsonl"), rows);
  }

  private ChildProgram.Result run(String pager) throws IOException, InterruptedException {
    return new ChildProgram(temp)
        .flags("-Dimagebeam.pager=true", "-Dimagebeam.columns=60")
        .environment(Map.of("PAGER", pager, "TERM", "xterm"))
        .run(Main.class, "show", table.toString(), "--label=cat");
  }

  @Test
  void shouldPageAndCutPathsToTheTerminal() throws Exception {
    ChildProgram.Result result = run("tee seen >/dev/null");
    assertEquals(0, result.code(), result.err().toString());
    assertEquals(List.of(), result.out());
    assertEquals(List.of(ROWS + " of " + ROWS + " rows match"), result.err());
    List<String> seen = Files.readAllLines(temp.resolve("seen"));
    assertEquals(ROWS + 1, seen.size());
    assertEquals("IMAGE                           SCORE   LABEL", seen.get(0));
    assertEquals("p/an-image-wh...-letters-0.png  0.5000  cat", seen.get(1));
  }

  /** As {@code q} in less. */
  @Test
  void shouldEndQuietlyWhenTheReaderHasEnough() throws Exception {
    ChildProgram.Result result = run("head -1");
    assertEquals(0, result.code(), result.err().toString());
    assertEquals(List.of("IMAGE                           SCORE   LABEL"), result.out());
    assertEquals(List.of(), result.err());
  }

  @Test
  void shouldPrintPlainlyWithoutAPager() throws Exception {
    ChildProgram.Result result = run("cat");
    assertEquals(0, result.code(), result.err().toString());
    assertEquals(ROWS + 1, result.out().size());
  }
}
