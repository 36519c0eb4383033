package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.Test;

/** What {@code show} prints of results. */
class ImagebeamCommandShowTest extends ImagebeamCommandFixture {
  @Test
  void shouldShowResults() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    classify();
    assertEquals(0, run("show", "--topK=1", temp + "/x.csv"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(3, lines.size());
    assertEquals("IMAGE         SCORE   LABEL", lines.get(0));
    assertTrue(lines.get(1).matches("photos/a\\.png  0\\.\\d{4}  word \\d"), lines.get(1));
    assertTrue(lines.get(2).startsWith("photos/b.png  failed  not an image"), lines.get(2));
  }

  @Test
  void shouldShowWhateverAResultHolds() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    classify("--format=jsonl", "--output=" + temp + "/x.jsonl");
    assertEquals(0, run("show", "--topK=1", temp + "/x.jsonl"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(1).matches("photos/a\\.png  0\\.\\d{4}  word \\d"), lines.get(1));
    assertTrue(lines.get(2).startsWith("photos/b.png  failed  not an image"), lines.get(2));
    for (String ending : List.of("csv", "jsonl")) {
      String file = "--output=" + temp + "/y." + ending;
      classify(file, "--minScore=1");
      run("show", "--topK=1", temp + "/y." + ending);
      assertTrue(out.toString().contains("photos/a.png          (no label)"), out.toString());
      classify(file, "--outputs=embedding");
      run("show", "--topK=1", temp + "/y." + ending);
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
        "there is no file '"
            + temp
            + "/gone.csv': name a results file that classify has written, or its folder",
        "show",
        temp + "/gone.csv");
    assertFails(
        ExitCode.OUTPUT, "is a folder without tables of imagebeam's", "show", temp.toString());
    classify();
    Path table = temp.resolve("x.csv");
    String rows = Files.readString(table);
    Files.writeString(table, rows.substring(0, rows.length() - 40));
    assertFails(ExitCode.OUTPUT, "x.csv', row 2, has", "show", table.toString());
    Files.writeString(table, rows.replaceFirst(",0\\.\\d+,", ",\"0,5\","));
    assertFails(ExitCode.OUTPUT, "row 2, has the score '0,5'", "show", table.toString());
  }

  @Test
  void shouldPassOverTablesOfGoneImages() throws IOException {
    classify();
    Path gone = temp.resolve("gone-20260101T000000000Z.csv");
    Files.writeString(gone, "image,size_bytes,modified\r\n");
    assertEquals(0, run("show", "--topK=1", gone.toString(), temp + "/x.csv"), err.toString());
    assertEquals(2, out.toString().lines().count(), out.toString());
    String hint = "'" + gone + "' lists images that are gone, and has no labels: name its folder";
    assertTrue(err.toString().contains(hint), err.toString());
    assertFails(ExitCode.OUTPUT, hint, "show", gone.toString());
  }

  @Test
  void shouldShowTheTablesOfALedger() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    assertEquals(0, run(args("--output=" + temp + "/night/")), err.toString());
    String results = out.toString().lines().filter(l -> l.startsWith("results:")).findFirst().get();
    out.getBuffer().setLength(0);
    assertEquals(
        0, run("show", "--topK=1", results.substring("results:".length()).strip()), err.toString());
    assertEquals(3, out.toString().lines().count(), out.toString());
    assertTrue(out.toString().contains("photos/b.png  failed  not an image"), out.toString());
  }

  /** The second night's row of the image that has changed, and no row twice. */
  @Test
  void shouldShowAFolderAsItsLastRunLeftIt() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    classify("--output=" + temp + "/night/");
    Files.write(photos.resolve("b.png"), Images.png(20, 20, 2));
    classify("--output=" + temp + "/night/");
    assertEquals(0, run("show", "--topK=1", temp + "/night"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(3, lines.size(), out.toString());
    assertTrue(lines.get(1).matches("photos/b\\.png  0\\.\\d{4}  word \\d"), lines.get(1));
    assertTrue(lines.get(2).matches("photos/a\\.png  0\\.\\d{4}  word \\d"), lines.get(2));
  }

  @Test
  void shouldShowSeveralTablesAndFilterThem() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    classify();
    classify("--output=" + temp + "/y.jsonl");
    assertEquals(
        0,
        run("show", temp + "/x.csv", temp + "/x.failures.csv", temp + "/y.jsonl", "--topK=2"),
        err.toString());
    // A header, and of each table two labels and a failure, which is not shown twice.
    assertEquals(7, out.toString().lines().count(), out.toString());
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    assertEquals(0, run("show", temp + "/x.csv", "--failures", "--wholePaths"));
    assertTrue(out.toString().contains("\n" + photos + "/b.png  failed  not an"), out.toString());
    assertEquals("1 of 2 rows match\n", err.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("show", temp + "/x.csv", temp + "/y.jsonl", "--limit=1", "--minScore=0"));
    // Five labels, a line each.
    assertEquals(6, out.toString().lines().count(), out.toString());
    // Not all rows were looked at, so nobody knows how many match.
    assertEquals("1 of 2 rows match\n", err.toString());
    assertFails(
        ExitCode.USAGE,
        "--under is for labels with ImageNet's WordNet ids",
        "show",
        "--under=dog",
        Files.writeString(
                temp.resolve("z.jsonl"),
                "{\"image\":\"/a\",\"labels\":[{\"label\":\"dog\",\"score\":1}]}")
            .toString());
    assertFails(
        ExitCode.USAGE, "--topK must be at least 1, not 0", "show", temp + "/x.csv", "--topK=0");
    assertFails(
        ExitCode.USAGE, "--limit must be at least 1, not 0", "show", temp + "/x.csv", "--limit=0");
  }

  @Test
  void shouldShowNamesThatWouldTurnTheTerminalIntoWhatTheyLike() throws IOException {
    Files.write(photos.resolve("猫\n\u001b[31m.png"), Images.png(20, 20, 2));
    classify();
    assertEquals(0, run("show", "--topK=1", temp + "/x.csv"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals("IMAGE                    SCORE   LABEL", lines.get(0));
    assertTrue(lines.get(1).startsWith("photos/a.png             0."), lines.get(1));
    assertTrue(lines.get(2).startsWith("photos/猫\\n\\x1B[31m.png  0."), lines.get(2));
  }
}
