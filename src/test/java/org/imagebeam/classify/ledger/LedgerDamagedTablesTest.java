package org.imagebeam.classify.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.classify.input.NumberedImages;
import org.imagebeam.testing.Meanwhile;
import org.junit.jupiter.api.Test;

/** Tables and rows that a ledger can't use: it skips them, and says which. */
class LedgerDamagedTablesTest extends LedgerFixture {
  @Test
  void shouldPassOverRowsThatAreNotWholeAndNameTheFirst() throws IOException {
    String row = result(1);
    for (int end = "/p/1".length(); end < row.length() - 2; end++) {
      write("results-1.csv", RESULTS + result(0) + row.substring(0, end));
      assertEquals(List.of("/p/1", "/p/2"), left(3), "cut at " + end);
      String said = complaint("results-1.csv").orElseThrow();
      assertTrue(said.startsWith("'" + folder + "/results-1.csv', row 3, has "), said);
    }
    write("results-1.csv", RESULTS + result(0) + row.strip());
    assertEquals(List.of("/p/2"), left(3), "nothing but the line's end is missing");
  }

  @Test
  void shouldPassOverWhatASpreadsheetHasChanged() throws IOException {
    String row = result(1);
    List<List<String>> cases =
        List.of(
            List.of(row.replace("1970-01-01T00:00:00.001Z", "01/01/1970 00:00"), "has the size"),
            List.of(row.replace(",1,1970", ",1.0E+00,1970"), "has the size '1.0E+00'"),
            List.of(row.replace(MODEL, "1.23E+11"), "has the model '1.23E+11'"),
            List.of(row.replace("0.5", "\"0,5\""), "has the score '0,5'"),
            List.of(row.replace(SETTINGS, "1E+09"), "has the settings '1E+09'"),
            List.of(row.replace(",cat", ""), "has 8 cells and not 9: it is cut off"),
            List.of(row.replace("\r\n", ",x\r\n"), "has 10 cells and not 9"));
    for (List<String> one : cases) {
      write("results-1.csv", RESULTS + one.get(0) + result(0));
      assertEquals(List.of("/p/1"), left(2), one.get(0));
      String said = complaint("results-1.csv").orElseThrow();
      assertTrue(said.startsWith("'" + folder + "/results-1.csv', row 2, " + one.get(1)), said);
    }
    write("results-1.csv", RESULTS + "x\r\n".repeat(1000) + result(0));
    assertEquals(List.of("/p/1"), left(2));
    assertTrue(complaint("results-1.csv").orElseThrow().endsWith(" (and 999 more rows)"));
  }

  @Test
  void shouldPassOverTablesOfOthers() throws IOException {
    List<List<String>> cases =
        List.of(
            List.of("", "row 1, is missing: the file is empty"),
            List.of(RESULTS.replace(',', ';'), "row 1, has other separators than commas"),
            List.of(RESULTS.replace(',', '\t'), "row 1, has other separators than commas"),
            List.of("id,name\r\n1,2\r\n", "row 1, is no header of imagebeam's"),
            List.of("image,size\r\n1,2\r\n", "row 1, is no header of imagebeam's"),
            List.of("image,size_bytes,modified\r\n1,2,3\r\n", "row 1, is no header of imagebeam's"),
            List.of(
                RESULTS + "/p/0,\"0\" x,y\r\n" + result(1), "row 2, can't be read, and nothing"),
            List.of(RESULTS + result(0) + "\"/p/1,1,", "row 3, can't be read, and nothing"),
            List.of("\0".repeat(1 << 20), "row 1, is no header of imagebeam's"));
    for (List<String> one : cases) {
      write("results-1.csv", one.get(0));
      assertEquals("/p/1", left(2).get(left(2).size() - 1));
      String said = complaint("results-1.csv").orElseThrow();
      assertTrue(said.contains("/results-1.csv', " + one.get(1)), said);
    }
    Files.write(
        folder.resolve("results-1.csv"), (RESULTS + result(0)).getBytes(StandardCharsets.UTF_16));
    assertEquals(2, left(2).size());
  }

  @Test
  void shouldGiveUpARowWhoseQuotationMarkIsLost() throws IOException {
    write("results-1.csv", RESULTS + result(0) + "\"" + result(1).repeat(400_000));
    assertEquals(List.of("/p/1"), left(2));
    String said = complaint("results-1.csv").orElseThrow();
    assertTrue(said.contains("row 3, can't be read"), said);
    assertTrue(said.contains("a quotation mark may be lost"), said);
  }

  @Test
  void shouldPassOverWhatIsNoFile() throws IOException, InterruptedException {
    Files.createSymbolicLink(folder.resolve("results-1.csv"), folder.resolve("gone"));
    assertEquals(1, left(1).size());
    Process mkfifo;
    try {
      mkfifo = new ProcessBuilder("mkfifo", folder + "/results-2.csv").start();
    } catch (IOException e) {
      assumeTrue(false, "there is no mkfifo here");
      return;
    }
    assumeTrue(mkfifo.waitFor() == 0, "no pipe can be made here");
    assertEquals(1, left(1).size());
    assertEquals(
        "'" + folder + "/results-2.csv' is no regular file",
        complaint("results-2.csv").orElseThrow());
  }

  @Test
  void shouldPassOverATableThatIsTakenAwayMeanwhile() throws Exception {
    Path table = folder.resolve("results-1.csv");
    int acts =
        Meanwhile.run(
            3_000,
            () -> Meanwhile.remove(table),
            () -> {
              write("results-1.csv", RESULTS + result(1));
              assertEquals(Optional.empty(), complaint("results-1.csv"));
              return null;
            });
    assertTrue(acts > 0);
  }

  @Test
  void shouldRefuseAPartThatIsNotWhole() throws IOException {
    write("results-1.csv", RESULTS + result(0) + "/p/1\r\n");
    IOException e =
        assertThrows(
            IOException.class,
            () -> Ledger.ofParts(NumberedImages.plan(2), folder.toString(), WANTED));
    assertTrue(e.getMessage().contains("row 3, has 1 cells and not 9: it is cut off"));
    assertTrue(e.getMessage().endsWith("remove that file, and its images are classified again"));
  }
}
