package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private final ConfusionMatrix matrix = new ConfusionMatrix(List.of("daisy", "rose", "tulip"));

  @BeforeEach
  void count() {
    add(0, 0, 7);
    add(0, 2, 1);
    add(1, 1, 3);
    add(1, 2, 3);
    add(2, 2, 6);
  }

  @Test
  void shouldCountWhatWasTakenForWhat() {
    assertEquals(7, matrix.count(0, 0));
    assertEquals(3, matrix.count(1, 2));
    assertEquals(0, matrix.count(2, 1));
    assertEquals(20, matrix.total());
    assertEquals(List.of("daisy", "rose", "tulip"), matrix.labels());
    assertArrayEquals(new long[][] {{7, 0, 1}, {0, 3, 3}, {0, 0, 6}}, matrix.counts());
  }

  @Test
  void shouldKeepItsCountsToItself() {
    matrix.counts()[0][0] = 100;
    assertEquals(7, matrix.count(0, 0));
  }

  @Test
  void shouldTellHowGoodThePredictionsAre() {
    assertEquals(0.8, matrix.accuracy());
    assertEquals(1.0, matrix.precision(0));
    assertEquals(1.0, matrix.precision(1));
    assertEquals(0.6, matrix.precision(2));
    assertEquals(0.875, matrix.recall(0));
    assertEquals(0.5, matrix.recall(1));
    assertEquals(1.0, matrix.recall(2));
  }

  @Test
  void shouldSayThatNothingIsKnownOfNothing() {
    ConfusionMatrix empty = new ConfusionMatrix(List.of("a", "b"));
    assertEquals(Double.NaN, empty.accuracy());
    assertEquals(Double.NaN, empty.precision(1));
    assertEquals(Double.NaN, empty.recall(1));
    empty.add(0, 0);
    assertEquals(1, empty.accuracy());
    assertEquals(Double.NaN, empty.precision(1));
  }

  @Test
  void shouldWriteATable() {
    assertEquals(
        "class,daisy,rose,tulip,total\r\n"
            + "daisy,7,0,1,8\r\n"
            + "rose,0,3,3,6\r\n"
            + "tulip,0,0,6,6\r\n",
        matrix.csv(false));
  }

  @Test
  void shouldQuoteLabels() throws IOException {
    List<String> labels = List.of("tiger, white", "\"big\" cat", "two\nlines", "Ä");
    ConfusionMatrix quoted = new ConfusionMatrix(labels);
    quoted.add(1, 0);
    List<CSVRecord> rows =
        CSVFormat.RFC4180.parse(new StringReader(quoted.csv(false))).getRecords();
    assertEquals(
        List.of("class", "tiger, white", "\"big\" cat", "two\nlines", "Ä", "total"),
        rows.get(0).toList());
    assertEquals(List.of("\"big\" cat", "1", "0", "0", "0", "1"), rows.get(2).toList());
    assertEquals(5, rows.size());
  }

  @Test
  void shouldRefuseOtherClasses() {
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(0, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.count(0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.precision(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.recall(3));
    assertEquals(20, matrix.total());
  }

  private void add(int truth, int predicted, int times) {
    for (int i = 0; i < times; i++) {
      matrix.add(truth, predicted);
    }
  }
}
