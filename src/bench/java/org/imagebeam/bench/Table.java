package org.imagebeam.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text in columns: the first and the last to the left, numbers between to the right. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param header the columns' names
   */
  Table(String... header) {
    rows.add(List.of(header));
  }

  /**
   * @throws IllegalArgumentException if the row has not as many cells as the header
   */
  void add(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + rows.get(0).size() + " columns");
    }
    rows.add(List.of(cells));
  }

  /** Rows below the header. */
  int size() {
    return rows.size() - 1;
  }

  /** A line a row, each with its end, without blanks before it. */
  String text() {
    int columns = rows.get(0).size();
    List<Integer> widths =
        IntStream.range(0, columns)
            .map(i -> rows.stream().mapToInt(row -> length(row.get(i))).max().orElse(0))
            .boxed()
            .toList();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                    .mapToObj(i -> cell(row.get(i), widths.get(i), i == 0 || i == columns - 1))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static String cell(String text, int width, boolean left) {
    String blanks = " ".repeat(width - length(text));
    return left ? text + blanks : blanks + text;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
