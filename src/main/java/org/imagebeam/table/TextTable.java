package org.imagebeam.table;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A table in columns of text, two blanks apart. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Integer> numbers;

  /**
   * @param header the columns' names
   * @param numbers columns that are flush right, counted from 0
   */
  public TextTable(List<String> header, Set<Integer> numbers) {
    this.numbers = Set.copyOf(numbers);
    rows.add(List.copyOf(header));
  }

  /**
   * Adds a row of at most as many cells as the header has. The last cell of a row with fewer may be
   * wider than its column.
   */
  public void add(List<String> cells) {
    if (cells.isEmpty() || cells.size() > rows.get(0).size()) {
      throw new IllegalArgumentException(cells + " has other columns than " + rows.get(0));
    }
    rows.add(List.copyOf(cells));
  }

  public void print(PrintWriter out) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      int kept = row.size() == widths.length ? row.size() : row.size() - 1;
      for (int i = 0; i < kept; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String pad = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
        line.append(i == 0 ? "" : "  ")
            .append(numbers.contains(i) ? pad + row.get(i) : row.get(i) + pad);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
