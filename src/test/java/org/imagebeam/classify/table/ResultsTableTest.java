package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code show} prints of networks with several outputs. */
class ResultsTableTest {
  private static final ResultsCsv TABLE =
      new ResultsCsv(2, ImmutableList.of("colour", "label_1"), false, VectorColumn.NONE, "abc");

  @TempDir private Path temp;
  private Path results;

  @BeforeEach
  void writeFailures() throws IOException {
    results = temp.resolve("x.csv");
    Files.writeString(
        temp.resolve("x.failures.csv"),
        "image,size_bytes,modified,model,stage,message,settings\r\n"
            + "/a/photos/c.png,1,2026-11-28T05:42:40Z,m1,decode,not an image but some text,abc\r\n");
  }

  private static Prediction prediction(String label, float score) {
    return new Prediction(label, score, 0, "");
  }

  private static Classification row(String name, float score, List<Prediction> colours) {
    return new Classification(
        new ImageKey("/a/photos/" + name, 1, 0),
        "m1",
        List.of(prediction("a cat", score), prediction("a dog", 0.1f)),
        ImmutableSortedMap.of("colour", colours, "label_1", List.of(prediction("on", 1f))),
        null);
  }

  private void write(ResultsCsv table, Classification... rows) throws IOException {
    try (CSVPrinter printer = CsvRows.print(Files.newOutputStream(results), table.header())) {
      for (Classification row : rows) {
        printer.printRecord(table.cells(row));
      }
    }
  }

  private static List<String> shown(Path file) throws IOException {
    StringWriter out = new StringWriter();
    ResultsTable.read(file.toString()).print(new PrintWriter(out, true));
    return out.toString().lines().toList();
  }

  @Test
  void shouldShowTheBestLabelOfEachOutput() throws IOException {
    write(
        TABLE,
        row("a.png", 0.25f, List.of(prediction("dark red", 0.5f), prediction("blue", 0.25f))),
        row("b.png", 0.75f, List.of()));
    assertEquals(
        List.of(
            "IMAGE         SCORE   LABEL  COLOUR SCORE  COLOUR LABEL  LABEL_1 SCORE  LABEL_1 LABEL",
            "photos/a.png  0.2500  a cat  0.5000        dark red      1.0000         on",
            "photos/b.png  0.7500  a cat                (no label)    1.0000         on",
            "photos/c.png  failed  not an image but some text"),
        shown(results));
  }

  @Test
  void shouldShowThemOfJsonLines() throws IOException {
    Path lines =
        Files.writeString(
            temp.resolve("y.jsonl"),
            """
            {"image":"/p/a.png","labels":[{"label":"cat","score":0.5}],"heads":{}}
            {"image":"/p/b.png","labels":[{"label":"dog","score":1}],\
            "heads":{"hue":[{"label":"red","score":0.25},{"label":"blue","score":0.125}]}}
            {"image":"/p/c.png","labels":[],"heads":{"hue":[],"form":[{"label":"o","score":1}]}}
            """);
    assertEquals(
        List.of(
            "IMAGE    SCORE   LABEL       HUE SCORE  HUE LABEL   FORM SCORE  FORM LABEL",
            "p/a.png  0.5000  cat",
            "p/b.png  1.0000  dog         0.2500     red",
            "p/c.png          (no label)             (no label)  1.0000      o"),
        shown(lines));
  }

  @Test
  void shouldShowNoMoreOfANetworkWithOneOutput() throws IOException {
    write(new ResultsCsv(1, "abc"), row("a.png", 0.25f, List.of(prediction("red", 0.5f))));
    assertEquals(
        List.of(
            "IMAGE         SCORE   LABEL",
            "photos/a.png  0.2500  a cat",
            "photos/c.png  failed  not an image but some text"),
        shown(results));
  }

  @Test
  void shouldNameTheRowWhoseHeadHasNoScore() throws IOException {
    write(TABLE, row("a.png", 0.25f, List.of(prediction("red", 0.5f))));
    Files.writeString(results, Files.readString(results).replace("red,0.5", "red,much"));
    assertEquals(
        "'" + results + "', row 2, has the score 'much', which is no number",
        assertThrows(DamagedTableException.class, () -> shown(results)).getMessage());
  }
}
