package org.imagebeam.cli.show;

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
import java.util.Optional;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.Prediction;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code show} prints of networks with several outputs. */
class RowPrinterTest {
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
    return shown(file, 1, 0);
  }

  private static List<String> shown(Path file, int topK, int columns) throws IOException {
    StringWriter out = new StringWriter();
    ShownTables.find(List.of(file.toString()), line -> {})
        .print(
            new RowFilter(
                new RowFilter.Wanted(
                    List.of(), Optional.empty(), null, null, false, Optional.empty())),
            Long.MAX_VALUE,
            new RowPrinter(new PrintWriter(out, true), topK, false, columns));
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

  @Test
  void shouldShowSeveralLabelsALineEach() throws IOException {
    write(
        TABLE,
        row("a.png", 0.25f, List.of(prediction("dark red", 0.5f), prediction("blue", 0.25f))),
        row("b.png", 0.75f, List.of()));
    assertEquals(
        List.of(
            "IMAGE         SCORE   LABEL  COLOUR SCORE  COLOUR LABEL  LABEL_1 SCORE  LABEL_1 LABEL",
            "photos/a.png  0.2500  a cat  0.5000        dark red      1.0000         on",
            "              0.1000  a dog  0.2500        blue",
            "photos/b.png  0.7500  a cat                (no label)    1.0000         on",
            "              0.1000  a dog",
            "photos/c.png  failed  not an image but some text"),
        shown(results, 5, 0));
  }

  @Test
  void shouldCutTheMiddleOutOfPathsThatTakeHalfOfATerminal() throws IOException {
    String name = "an-image-with-a-name-of-many-letters-猫.png";
    write(new ResultsCsv(1, "abc"), row(name, 0.25f, List.of()));
    assertEquals(
        List.of(
            "IMAGE                           SCORE   LABEL",
            "photos/an-ima...letters-猫.png  0.2500  a cat",
            "photos/c.png                    failed  not an image but some text"),
        shown(results, 1, 60));
    assertEquals(
        "photos/" + name + "  0.2500  a cat",
        shown(results, 1, 0).get(1).replaceAll(" {3,}", "  "));
  }

  /** The first thousand rows decide the widths, and the others come all the same. */
  @Test
  void shouldShowAllRowsOfALongTable() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1001; i++) {
      lines.append("{\"image\":\"/p/").append(i).append(".png\",\"labels\":[]}\n");
    }
    lines.append(
        "{\"image\":\"/p/much-longer.png\",\"labels\":[{\"label\":\"cat\",\"score\":1}]}\n");
    lines.append("{\"image\":\"/p/x.png\",\"labels\":[],\"heads\":{\"hue\":[]}}\n");
    List<String> shown = shown(Files.writeString(temp.resolve("y.jsonl"), lines));
    assertEquals(1006, shown.size());
    assertEquals("p/999.png         (no label)", shown.get(1000));
    assertEquals("p/1000.png         (no label)", shown.get(1001));
    assertEquals("p/much-longer.png  1.0000  cat", shown.get(1002));
    assertEquals(
        List.of(
            "",
            "IMAGE    SCORE  LABEL       HUE SCORE  HUE LABEL",
            "p/x.png         (no label)             (no label)"),
        shown.subList(1003, 1006));
  }
}
