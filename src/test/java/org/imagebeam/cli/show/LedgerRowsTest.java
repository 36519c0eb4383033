package org.imagebeam.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.table.DamagedTableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerRowsTest {
  private static final String MONDAY = "20261130T020000000Z";
  private static final String TUESDAY = "20261201T020000000Z";
  private static final String OLD = "a123456789";
  private static final String NOW = "b123456789";

  @TempDir private Path folder;
  private final List<String> warnings = new ArrayList<>();

  private void results(String run, String... rows) throws IOException {
    String header = "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,settings";
    Files.writeString(
        folder.resolve("results-" + run + ".csv"), header + "\r\n" + String.join("\r\n", rows));
  }

  private static String row(String image, String label, String settings) {
    return "/p/"
        + image
        + ",1,2026-11-28T05:42:40Z,m0123456789ab,"
        + label
        + ",0.5,1,n1,"
        + settings;
  }

  private void failures(String run, String image, String settings) throws IOException {
    Files.writeString(
        folder.resolve("failures-" + run + ".csv"),
        "image,size_bytes,modified,model,stage,error,message,settings\r\n/p/"
            + image
            + ",1,2026-11-28T05:42:40Z,m0123456789ab,read,E,gone,"
            + settings
            + "\r\n");
  }

  private void lastRun(String settings) throws IOException {
    Files.writeString(
        folder.resolve("_METRICS.json"),
        "{\"model\":{\"id\":\"m0123456789ab\"},\"settings\":{\"id\":\"" + settings + "\"}}");
  }

  private List<String> shown(long limit) throws IOException {
    List<String> shown = new ArrayList<>();
    LedgerRows.open(folder.toString(), warnings::add)
        .read(
            new RowSink() {
              @Override
              public boolean take(ShownRow row) {
                String what = row.failure() == null ? row.labels().get(0).text() : row.failure();
                shown.add(row.path() + " " + what);
                return shown.size() < limit;
              }

              @Override
              public void damaged(DamagedTableException e) {
                throw new AssertionError(e);
              }
            });
    return shown;
  }

  @Test
  void shouldShowTheNewestRowOfEachImage() throws IOException {
    lastRun(NOW);
    results(MONDAY, row("a", "cat", NOW), row("b", "dog", NOW));
    failures(MONDAY, "c", NOW);
    results(TUESDAY, row("b", "pug", NOW), row("c", "owl", NOW));
    assertEquals(List.of("/p/b pug", "/p/c owl", "/p/a cat"), shown(9));
  }

  /** So a run that goes back to former settings doesn't classify all again. */
  @Test
  void shouldPreferRowsOfTheLastRunsSettingsToNewerOnes() throws IOException {
    lastRun(OLD);
    results(MONDAY, row("a", "cat", OLD));
    results(TUESDAY, row("a", "tabby", NOW), row("b", "pug", NOW));
    assertEquals(List.of("/p/a cat", "/p/b pug"), shown(9));
    lastRun(NOW);
    assertEquals(List.of("/p/a tabby", "/p/b pug"), shown(9));
    Files.delete(folder.resolve("_METRICS.json"));
    assertEquals(List.of("/p/a tabby", "/p/b pug"), shown(9));
    Files.writeString(folder.resolve("_METRICS.json"), "no JSON");
    assertEquals(List.of("/p/a tabby", "/p/b pug"), shown(9));
  }

  @Test
  void shouldEndWhereNoMoreRowsAreWanted() throws IOException {
    lastRun(NOW);
    results(MONDAY, row("a", "cat", NOW), row("b", "dog", NOW));
    results(TUESDAY, row("c", "pug", OLD));
    assertEquals(List.of("/p/a cat"), shown(1));
    assertEquals(List.of("/p/a cat", "/p/b dog", "/p/c pug"), shown(3));
  }

  @Test
  void shouldReadTablesOfBothFormatsAndWarnOfWhatIsDamaged() throws IOException {
    lastRun(NOW);
    results(MONDAY, row("a", "cat", NOW), "/p/b,1,2026", row("c", "dog", NOW));
    Files.writeString(
        folder.resolve("results-" + TUESDAY + ".jsonl"),
        """
        {"image":"/p/a","model":"m0123456789ab","labels":[{"label":"tabby","score":1}],\
        "settings":"b123456789"}
        no JSON
        """);
    assertEquals(List.of("/p/a tabby", "/p/c dog"), shown(9));
    assertEquals(2, warnings.size(), warnings.toString());
    assertEquals(
        "'"
            + folder
            + "/results-"
            + MONDAY
            + ".csv', row 3, has 3 cells and not 9: it is cut off; what isn't whole isn't shown",
        warnings.get(1));
  }

  @Test
  void shouldRefuseAFolderWithoutTables() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "a");
    assertEquals(
        "'"
            + folder
            + "' is a folder without tables of imagebeam's: name a results file, or a folder that"
            + " classify has written into",
        assertThrows(IOException.class, () -> shown(1)).getMessage());
  }

  @Test
  void shouldNotShowImagesThatAreMarkedAsGoneUnlessTheyAreBack() throws IOException {
    results(MONDAY, row("a", "cat", NOW), row("b", "dog", NOW));
    Files.writeString(
        folder.resolve("gone-20261130T030000000Z.csv"),
        "image,size_bytes,modified\r\n/p/a,1,\r\n/p/b,1,");
    results(TUESDAY, row("b", "cup", NOW));
    lastRun(NOW);
    assertEquals(List.of("/p/b cup"), shown(9));
    Files.writeString(folder.resolve("gone-" + TUESDAY + ".csv"), "nonsense");
    assertEquals(List.of("/p/b cup"), shown(9));
    assertEquals(1, warnings.size(), warnings.toString());
  }
}
