package org.imagebeam.classify.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.table.CsvRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsCsvTest {
  private static final ImageKey KEY = new ImageKey("/a,b/\"q\"\n.jpg", 12, 1_700_000_000_123L);

  @TempDir Path folder;

  @Test
  void shouldWriteResultsByRfc4180() throws IOException {
    Classification row =
        new Classification(
            KEY, "0123456789ab", List.of(new Prediction("tabby, cat", 0.1f, 7, "n01")));
    assertEquals(
        "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,"
            + "label_2,score_2,node_id_2,synset_2,settings\r\n"
            + "\"/a,b/\"\"q\"\"\n.jpg\",12,2023-11-14T22:13:20.123Z,0123456789ab,"
            + "\"tabby, cat\",0.1,7,n01,,,,,a123456789\r\n",
        print(new ResultsCsv(2, "a123456789"), row));
  }

  @Test
  void shouldWriteWhatTheBestLabelIsAKindOf() throws IOException {
    ResultsCsv table = new ResultsCsv(1, ImmutableList.of(), true, VectorColumn.NONE, "a123456789");
    Classification crane =
        new Classification(
            ImageKey.ofPath("/x"), "m", List.of(new Prediction("crane", 0.5f, 1, "n03126707")));
    Classification background =
        new Classification(
            ImageKey.ofPath("/y"), "m", List.of(new Prediction("background", 0.5f, 0, "")));
    Classification none = new Classification(ImageKey.ofPath("/z"), "m", List.of());
    String header = "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,groups,";
    assertEquals(
        header
            + "settings\r\n/x,,,m,crane,0.5,1,n03126707,lifting device; device; instrumentality;"
            + " artifact; whole; object; physical entity; entity,a123456789\r\n",
        print(table, crane));
    assertEquals(
        header + "settings\r\n/y,,,m,background,0.5,0,,,a123456789\r\n", print(table, background));
    assertEquals(header + "settings\r\n/z,,,m,,,,,,a123456789\r\n", print(table, none));
    assertEquals(9, table.vectorColumn());
  }

  @Test
  void shouldWriteFailures() throws IOException {
    ImageFailure row =
        new ImageFailure(ImageKey.ofPath("/x.jpg"), "0123456789ab", "read", "E", "gone, \"now\"");
    assertEquals(
        "image,size_bytes,modified,model,stage,error,message,settings\r\n"
            + "/x.jpg,,,0123456789ab,read,E,\"gone, \"\"now\"\"\",a123456789\r\n",
        print(new FailuresCsv("a123456789"), row));
  }

  @Test
  void shouldWriteScoresThatReadBackTheSame() {
    for (float score : new float[] {0.1f, 1f / 3, 1e-12f, Float.MIN_VALUE, 0.99999994f}) {
      Classification row = new Classification(KEY, "m", List.of(new Prediction("", score, 0, "")));
      assertEquals(score, Float.parseFloat(new ResultsCsv(1, "a123456789").cells(row).get(5)));
    }
  }

  @Test
  void shouldReadBackWhatItWrote() throws IOException {
    Path file = folder.resolve("x.csv");
    Classification row =
        new Classification(KEY, "m", List.of(new Prediction("naïve 猫", 0.5f, 1, "n1")));
    Files.writeString(file, print(new ResultsCsv(1, "a123456789"), row));
    try (CsvRows.Reader rows = CsvRows.read(file.toString(), CsvTable.KEY_HEADER)) {
      List<String> cells = rows.next();
      assertEquals(new ResultsCsv(1, "a123456789").cells(row), cells);
      assertEquals(KEY, ImageKey.ofCells(cells.get(0), cells.get(1), cells.get(2)));
      assertTrue(!rows.hasNext());
    }
  }

  @Test
  void shouldRefuseTablesOfOthers() throws IOException {
    Path file = folder.resolve("x.csv");
    Files.writeString(file, "a,b\r\n1,2\r\n");
    IOException e =
        assertThrows(IOException.class, () -> CsvRows.read(file.toString(), CsvTable.KEY_HEADER));
    assertTrue(
        e.getMessage().contains(file + "', row 1, is no header of imagebeam's"), e.getMessage());
  }

  @Test
  void shouldKeepUnknownSizesAndTimesUnknown() {
    assertEquals(ImageKey.ofPath("/x"), ImageKey.ofCells("/x", "", ""));
    assertThrows(IllegalArgumentException.class, () -> ImageKey.ofCells("/x", "many", ""));
    assertThrows(IllegalArgumentException.class, () -> ImageKey.ofCells("/x", "1", "noon"));
  }

  private static <T> String print(CsvTable<T> table, T row) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CSVPrinter printer = CsvRows.print(out, table.header())) {
      printer.printRecord(table.cells(row));
    }
    return out.toString(UTF_8);
  }
}
