package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.junit.jupiter.api.Test;

/** What {@code show} prints of results. */
class ImagebeamCommandShowTest extends ImagebeamCommandFixture {
  @Test
  void shouldShowResults() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    run(args());
    assertEquals(0, run("show", temp + "/x.csv"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(3, lines.size());
    assertEquals("IMAGE         SCORE   LABEL", lines.get(0));
    assertTrue(lines.get(1).matches("photos/a\\.png  0\\.\\d{4}  word \\d"), lines.get(1));
    assertTrue(lines.get(2).startsWith("photos/b.png  failed  not an image"), lines.get(2));
  }

  @Test
  void shouldShowWhateverAResultHolds() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    run(args("--format=jsonl", "--output=" + temp + "/x.jsonl"));
    assertEquals(0, run("show", temp + "/x.jsonl"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(1).matches("photos/a\\.png  0\\.\\d{4}  word \\d"), lines.get(1));
    assertTrue(lines.get(2).startsWith("photos/b.png  failed  not an image"), lines.get(2));
    for (String ending : List.of("csv", "jsonl")) {
      String file = "--output=" + temp + "/y." + ending;
      run(args(file, "--minScore=1"));
      run("show", temp + "/y." + ending);
      assertTrue(out.toString().contains("photos/a.png          (no label)"), out.toString());
      run(args(file, "--outputs=embedding"));
      run("show", temp + "/y." + ending);
      assertTrue(out.toString().contains("photos/a.png          (an embedding)"), out.toString());
    }
    Path other = Files.writeString(temp.resolve("other.jsonl"), "{\"a\":1}\n");
    assertFails(ExitCode.OUTPUT, "row 1, is neither a result nor", "show", other.toString());
  }

  @Test
  void shouldNotShowOtherTables() throws IOException {
    Path other = Files.writeString(temp.resolve("other.csv"), "a,b\n");
    assertFails(
        ExitCode.OUTPUT, other + "', row 1, is no header of imagebeam's", "show", other.toString());
    assertFails(
        ExitCode.OUTPUT,
        "there is no file '" + temp + "/gone.csv': name a results file that classify has written",
        "show",
        temp + "/gone.csv");
    assertFails(ExitCode.OUTPUT, "is a folder: name one of the", "show", temp.toString());
    run(args());
    Path table = temp.resolve("x.csv");
    String rows = Files.readString(table);
    Files.writeString(table, rows.substring(0, rows.length() - 40));
    assertFails(ExitCode.OUTPUT, "x.csv', row 2, has", "show", table.toString());
    Files.writeString(table, rows.replaceFirst(",0\\.\\d+,", ",\"0,5\","));
    assertFails(ExitCode.OUTPUT, "row 2, has the score '0,5'", "show", table.toString());
  }

  @Test
  void shouldShowTheTablesOfALedger() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    assertEquals(0, run(args("--output=" + temp + "/night/")), err.toString());
    String results = err.toString().lines().filter(l -> l.startsWith("results:")).findFirst().get();
    assertEquals(0, run("show", results.substring("results:".length()).strip()), err.toString());
    assertEquals(3, out.toString().lines().count(), out.toString());
    assertTrue(out.toString().contains("photos/b.png  failed  not an image"), out.toString());
  }
}
