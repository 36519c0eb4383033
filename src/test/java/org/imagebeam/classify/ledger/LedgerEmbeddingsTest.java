package org.imagebeam.classify.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.npy.NpyFile;
import org.junit.jupiter.api.Test;

/** Which embeddings of a ledger are done. */
class LedgerEmbeddingsTest extends LedgerFixture {
  private static final String LABEL = "label_1,score_1,node_id_1,synset_1";
  private static final String SHARDS = RESULTS.replace(LABEL, "embedding_file,embedding_row");

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

  private static String shardRow(int i, String file, int row) {
    return key(i) + "," + file + "," + row + "," + SETTINGS + "\r\n";
  }

  private void writeNpy(String name, int rows) throws IOException {
    try (NpyFile file = NpyFile.create(folder.resolve(name).toString(), 3)) {
      for (int i = 0; i < rows; i++) {
        file.add(new byte[12]);
      }
      file.commit();
    }
  }
}
