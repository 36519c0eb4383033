package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.npy.NpyFile;
import org.imagebeam.testing.Meanwhile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
  private static final String MODEL = "0123456789ab";
  private static final String SETTINGS = "a123456789";
  private static final Ledger.Wanted WANTED =
      new Ledger.Wanted("m" + MODEL, SETTINGS, VectorColumn.SHARD);
  private static final String OTHERS = "b123456789";
  private static final String RESULTS =
      "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,settings\r\n";
  private static final String LABEL = "label_1,score_1,node_id_1,synset_1";
  private static final String SHARDS = RESULTS.replace(LABEL, "embedding_file,embedding_row");
  private static final String FAILURES =
      "image,size_bytes,modified,model,stage,error,message,settings\r\n";

  @TempDir Path folder;

  @Test
  void shouldSkipWhatIsRecorded() throws IOException {
    write("results-1.csv", RESULTS + result(1));
    write("failures-1.csv", FAILURES + failure(3, "decode", "ImageException"));
    assertEquals(List.of("/p/0", "/p/2", "/p/4"), left(5));
  }

  /** The model's id had no letter in front before. */
  @Test
  void shouldTakeRowsOfThisAndOfFormerReleases() throws IOException {
    write("results-1.csv", RESULTS + result(1));
    write("results-2.csv", RESULTS + result(2).replace(MODEL, "m" + MODEL));
    assertEquals(List.of("/p/0", "/p/3"), left(4));
  }

  @Test
  void shouldTakeRowsOfJsonLines() throws IOException {
    String result = line(1, "\"labels\":[]");
    String failure = line(3, "\"stage\":\"decode\",\"error\":\"ImageException\"");
    String passing = line(4, "\"stage\":\"read\",\"error\":\"IOException\"");
    write("results-1.jsonl", result);
    write("failures-1.jsonl", failure + passing);
    assertEquals(List.of("/p/0", "/p/2", "/p/4"), left(5));
    assertEquals(Optional.empty(), complaint("results-1.jsonl"));
    assertEquals(Optional.empty(), complaint("failures-1.jsonl"));
    write("results-2.csv", RESULTS + result(2));
    assertEquals(List.of("/p/0", "/p/4"), left(5), "of both formats");
  }

  @Test
  void shouldPassOverLinesThatAreNotWhole() throws IOException {
    String whole = line(1, "\"labels\":[]");
    for (String damaged :
        List.of(
            whole.substring(0, 20) + "\n",
            "[]\n",
            "{}\n",
            whole.replace("\"labels\":[]", "\"labels\":3"),
            whole.replace("m" + MODEL, "x"),
            whole.replace(SETTINGS, "1E+09"),
            whole.replace("\"size_bytes\":1", "\"size_bytes\":\"many\""))) {
      write("results-1.jsonl", damaged + line(0, "\"labels\":[]"));
      assertEquals(List.of("/p/1"), left(2), damaged);
      String said = complaint("results-1.jsonl").orElseThrow();
      assertTrue(said.startsWith("'" + folder + "/results-1.jsonl', row 1, "), said);
    }
  }

  @Test
  void shouldTakeAnImageWithoutALabelForDone() throws IOException {
    write("results-1.csv", RESULTS + key(1) + ",,,,," + SETTINGS + "\r\n");
    assertEquals(List.of("/p/0"), left(2));
  }

  @Test
  void shouldNotTakeAnEmbeddingForDoneThatIsGone() throws IOException {
    String header =
        RESULTS.replace("label_1,score_1,node_id_1,synset_1", "embedding_file,embedding_row");
    write(
        "results-1.csv",
        header + key(0) + ",a.npy,0," + SETTINGS + "\r\n" + key(1) + ",b.npy,0," + SETTINGS);
    write("results-2.jsonl", line(2, "\"embedding_file\":\"a.npy\",\"embedding_row\":0"));
    writeNpy("b.npy", 1);
    assertEquals(List.of("/p/0", "/p/2"), left(3));
  }

  @Test
  void shouldNotTakeAnEmbeddingForDoneWhoseFileDoesNotFitItsRows() throws IOException {
    write("results-0.csv", RESULTS + result(2).replace(SETTINGS, OTHERS) + result(3));
    write(
        "results-1.csv",
        SHARDS + shardRow(0, "a.npy", 0) + shardRow(1, "a.npy", 1) + shardRow(2, "b.npy", 0));
    writeNpy("a.npy", 2);
    writeNpy("b.npy", 5);
    assertEquals(List.of(), left(4));
    writeNpy("a.npy", 1);
    Files.write(folder.resolve("b.npy"), new byte[3]);
    Ledger ledger = read(4);
    assertEquals(List.of("/p/0", "/p/1", "/p/2"), left(4), "row 0 is of another file now");
    assertEquals(0, ledger.madeAnew(), "it has a row of these settings");
    assertEquals(List.of(), ledger.differences(Map.of(), Map.of()));
    write("results-2.csv", SHARDS + shardRow(1, "c.npy", 0));
    writeNpy("c.npy", 1);
    assertEquals(List.of("/p/0", "/p/2"), left(4), "a later run has made it again");
  }

  @Test
  void shouldPassOverRowsOfFilesThatAreNone() throws IOException {
    writeNpy("a.npy", 9);
    for (String row : List.of("", "-1", "1.0", "x")) {
      write("results-1.csv", SHARDS + shardRow(0, "a.npy", 0).replace(".npy,0", ".npy," + row));
      assertEquals(List.of("/p/0"), left(1), row);
      String said = complaint("results-1.csv").orElseThrow();
      assertTrue(said.contains("the embedding_row '" + row + "', which is no row"), said);
    }
    write("results-1.csv", "");
    write("results-2.jsonl", line(0, "\"embedding_file\":\"a.npy\""));
    assertEquals(List.of("/p/0"), left(1));
  }

  @Test
  void shouldSayWhereEmbeddingsAreThatStandOtherwise() throws IOException {
    write("results-1.csv", RESULTS.replace(LABEL, "embedding") + key(0) + ",[1.0]," + SETTINGS);
    write("failures-1.csv", FAILURES + failure(2, "decode", "ImageException"));
    write("results-2.csv", SHARDS + shardRow(1, "a.npy", 0));
    writeNpy("a.npy", 1);
    String end = ": none is made again; to have all in one form, write into another folder";
    assertEquals(
        Optional.of(
            "1 image is done, and its embedding is in the column 'embedding', not in an .npy file"
                + end),
        read(3).otherForm());
    assertEquals(
        Optional.of(
            "1 image is done, and its embedding is in an .npy file that the column"
                + " 'embedding_file' names, not in the table"
                + end),
        read(3, VectorColumn.TEXT).otherForm());
    write("results-3.csv", SHARDS + shardRow(0, "a.npy", 0));
    assertEquals(Optional.empty(), read(3).otherForm());
    assertTrue(read(3, VectorColumn.TEXT).otherForm().orElseThrow().startsWith("1 image is"));
  }

  /** A cell of a spreadsheet has 32,767 characters at most. */
  @Test
  void shouldNotTakeAnEmbeddingForDoneThatWasCutOff() throws IOException {
    String header = RESULTS.replace("label_1,score_1,node_id_1,synset_1", "embedding");
    write(
        "results-1.csv",
        header
            + key(0)
            + ",\"[1.0,2.0]\","
            + SETTINGS
            + "\r\n"
            + key(1)
            + ",\"[1.0,2.\","
            + SETTINGS);
    assertEquals(List.of("/p/1"), left(2));
    assertTrue(complaint("results-1.csv").orElseThrow().endsWith("an embedding that is cut off"));
  }

  @Test
  void shouldNotCountTheRunsOwnTables() throws IOException {
    write("results-now.csv", RESULTS + result(1));
    write("failures-now.csv", FAILURES + failure(2, "decode", "ImageException"));
    assertEquals(4, left(4).size());
    write("results-1.csv", RESULTS + result(1));
    assertEquals(3, left(4).size());
  }

  @Test
  void shouldRepeatWhatHasChangedOrWasAnotherModels() throws IOException {
    write(
        "results-1.csv",
        RESULTS
            + result(1).replace(",1,1970", ",99,1970")
            + result(2).replace(".002Z", ".999Z")
            + result(3).replace(MODEL, "ffffffffffff")
            + result(4).replace("/p/4", "/q")
            + result(4));
    assertEquals(List.of("/p/0", "/p/1", "/p/2", "/p/3"), left(5));
  }

  @Test
  void shouldTakeAFolderThatIsNotThereForEmpty() throws IOException {
    assertEquals(
        0,
        Ledger.read(InputImagesRemainingTest.plan(3), folder + "/none", "now", WANTED)
            .done()
            .cardinality());
  }

  @Test
  void shouldIgnoreOtherFiles() throws IOException {
    write("notes.csv", "what,ever\r\n");
    write("results-1.txt", "what,ever\r\n");
    Files.createDirectory(folder.resolve("results-2.csv"));
    assertEquals(2, left(2).size());
  }

  @ParameterizedTest
  @CsvSource({
    "decode, ImageException, false",
    "decode, ImageLimitException, true",
    "decode, ImageMemoryException, true",
    "decode, FileTooLargeException, true",
    "read, IOException, true",
    "read, ImageException, true",
    "infer, TFResourceExhaustedException, true",
    "prepare, IllegalStateException, true"
  })
  void shouldTryAgainWhatIsNotTheFilesOwnFault(String stage, String error, boolean again)
      throws IOException {
    write("failures-1.csv", FAILURES + failure(0, stage, error));
    assertEquals(again ? 1 : 0, left(1).size());
    assertEquals(again ? 1 : 0, read(1).triedAgain());
    write("results-2.csv", RESULTS + result(0));
    assertEquals(List.of(), left(1), "it has a result by now");
    assertEquals(0, read(1).triedAgain());
  }

  @Test
  void shouldNameWhatDiffersWhereRowsAreOfOtherSettings() throws IOException {
    write("results-1.csv", RESULTS + result(0) + result(1).replace(SETTINGS, OTHERS));
    write("failures-1.csv", FAILURES + result(2).replace("cat,0.5,1,n1," + SETTINGS, ""));
    write("failures-2.csv", FAILURES + failure(2, "read", "E").replace(SETTINGS, OTHERS));
    write(
        "results-3.csv",
        RESULTS.replace(",settings", "")
            + result(0).replace("," + SETTINGS, "")
            + result(3).replace("," + SETTINGS, ""));
    Ledger ledger = read(5);
    assertEquals(List.of("/p/1", "/p/2", "/p/3", "/p/4"), left(5));
    assertEquals(3, ledger.madeAnew());
    Map<String, String> now = Map.of("topK", "3", "exif", "apply", "labels", "x");
    assertEquals(
        List.of(
            "1 image is classified anew: the row that it has is of a former release of imagebeam,"
                + " which didn't note the settings",
            "2 images are classified anew: the rows that they have are of other settings: topK=5"
                + " (now 3)"),
        ledger.differences(
            now, Map.of(OTHERS, Map.of("topK", "5", "exif", "apply", "labels", "x"))));
    assertEquals(
        "2 images are classified anew: the rows that they have are of other settings (b123456789)",
        ledger.differences(now, Map.of()).get(1));
  }

  @Test
  void shouldSayWhichRowsCountWhereNewerOnesAreOfOthers() throws IOException {
    write("results-1.csv", RESULTS + result(0) + result(1) + result(2) + result(3));
    assertEquals(Optional.empty(), read(5).goneBack());
    write("results-2.csv", RESULTS + result(0).replace(SETTINGS, OTHERS) + result(1));
    String count =
        ": from this run on, the rows of the model "
            + "m"
            + MODEL
            + " and the settings "
            + SETTINGS
            + " count, as _METRICS.json says";
    assertEquals(
        Optional.of(
            "1 image is done with this model and these settings, and has a newer row of others"
                + count),
        read(5).goneBack());
    write("failures-3.csv", FAILURES + failure(2, "decode", "E").replace(MODEL, "0".repeat(12)));
    // Of one that isn't done, no row counts yet.
    write("results-3.csv", RESULTS + result(4).replace(SETTINGS, OTHERS));
    assertEquals(
        Optional.of(
            "2 images are done with this model and these settings, and have newer rows of others"
                + count),
        read(5).goneBack());
    assertEquals(List.of("/p/4"), left(5));
    write("results-4.csv", RESULTS + result(0) + result(2));
    assertEquals(Optional.empty(), read(5).goneBack());
  }

  @Test
  void shouldTakeRowsThatASpreadsheetHasQuotedAndMarked() throws IOException {
    String quoted =
        (RESULTS + result(0) + result(1)).replace(",", "\",\"").replace("\r\n", "\"\n\"");
    write("results-1.csv", "\ufeff\"" + quoted.substring(0, quoted.length() - 1) + "\n\n");
    assertEquals(List.of("/p/2"), left(3));
    assertEquals(Optional.empty(), complaint("results-1.csv"));
  }

  @Test
  void shouldTakeRowsWithColumnsOfOthersBehind() throws IOException {
    write(
        "results-1.csv",
        RESULTS.replace("\r\n", ",note\r\n") + result(0).replace("\r\n", ",mine\r\n"));
    assertEquals(List.of("/p/1"), left(2));
  }

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
            () -> Ledger.ofParts(InputImagesRemainingTest.plan(2), folder.toString(), WANTED));
    assertTrue(e.getMessage().contains("row 3, has 1 cells and not 9: it is cut off"));
    assertTrue(e.getMessage().endsWith("remove that file, and its images are classified again"));
  }

  private static String result(int i) {
    return key(i) + ",cat,0.5,1,n1," + SETTINGS + "\r\n";
  }

  private static String line(int i, String members) {
    List<String> key = List.of(key(i).split(","));
    return String.format(
        "{\"image\":\"%s\",\"size_bytes\":%s,\"modified\":\"%s\",\"model\":\"m%s\",%s,"
            + "\"settings\":\"%s\"}%n",
        key.get(0), key.get(1), key.get(2), MODEL, members, SETTINGS);
  }

  private static String shardRow(int i, String file, int row) {
    return key(i) + "," + file + "," + row + "," + SETTINGS + "\r\n";
  }

  private static String failure(int i, String stage, String error) {
    return key(i) + "," + stage + "," + error + ",why," + SETTINGS + "\r\n";
  }

  private static String key(int i) {
    String time = i == 0 ? "1970-01-01T00:00:00Z" : "1970-01-01T00:00:00.00" + i + "Z";
    return "/p/" + i + "," + i + "," + time + "," + MODEL;
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private void writeNpy(String name, int rows) throws IOException {
    try (NpyFile file = NpyFile.create(folder.resolve(name).toString(), 3)) {
      for (int i = 0; i < rows; i++) {
        file.add(new byte[12]);
      }
      file.commit();
    }
  }

  private Optional<String> complaint(String name) throws IOException {
    return LedgerTable.read(folder.resolve(name).toString(), row -> {});
  }

  private Ledger read(int images) throws IOException {
    return read(images, VectorColumn.SHARD);
  }

  private Ledger read(int images, VectorColumn vector) throws IOException {
    return Ledger.read(
        InputImagesRemainingTest.plan(images),
        folder.toString(),
        "now",
        new Ledger.Wanted(WANTED.model(), SETTINGS, vector));
  }

  private List<String> left(int images) throws IOException {
    return InputImagesRemainingTest.paths(
        InputImagesRemainingTest.plan(images).without(read(images).done()));
  }
}
