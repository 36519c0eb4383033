package org.imagebeam.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A table in columns of text, two blanks apart. Columns are as wide as a terminal shows them, and
 * characters that it doesn't show stand in escapes, see {@link TextWidth}. Not thread-safe.
 */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Integer> numbers;
  private final int[] widths;

  /**
   * @param header the columns' names
   * @param numbers columns that are flush right, counted from 0
   */
  public TextTable(List<String> header, Set<Integer> numbers) {
    this.numbers = Set.copyOf(numbers);
    this.widths = new int[header.size()];
    add(header);
  }

  /**
   * Adds a row of at most as many cells as the header has. The last cell of a row with fewer may be
   * wider than its column.
   */
  public void add(List<String> cells) {
    List<String> row = shown(cells);
    rows.add(row);
    int kept = row.size() == widths.length ? row.size() : row.size() - 1;
    for (int i = 0; i < kept; i++) {
      widths[i] = Math.max(widths[i], TextWidth.columns(row.get(i)));
    }
  }

  private List<String> shown(List<String> cells) {
    if (cells.isEmpty() || cells.size() > widths.length) {
      throw new IllegalArgumentException(cells + " has other columns than the header");
    }
    return cells.stream().map(TextWidth::visible).toList();
  }

  /** Prints all rows. */
  public void print(PrintWriter out) {
    rows.forEach(row -> printShown(out, row));
  }

  /** Prints a row that isn't added, and so doesn't widen any column. */
  public void printMore(PrintWriter out, List<String> cells) {
    printShown(out, shown(cells));
  }

  private void printShown(PrintWriter out, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String pad = " ".repeat(Math.max(0, widths[i] - TextWidth.columns(row.get(i))));
      line.append(i == 0 ? "" : "  ")
          .append(numbers.contains(i) ? pad + row.get(i) : row.get(i) + pad);
    }
    out.println(line.toString().stripTrailing());
  }
}
