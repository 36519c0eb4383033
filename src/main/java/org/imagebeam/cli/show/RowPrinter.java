package org.imagebeam.cli.show;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.cli.text.TextTable;
import org.imagebeam.cli.text.TextWidth;
import org.jspecify.annotations.Nullable;

/**
 * Prints rows in columns, with two more for each other output. The first thousand rows decide how
 * wide columns are; later ones are printed as they come, so that memory doesn't grow with a table.
 * Not thread-safe.
 */
public final class RowPrinter {
  private static final int MEASURED = 1000;

  /** A reader that has gone is noticed after so many rows. */
  private static final int CHECKED = 100;

  private static final int LEAST_COLUMNS = 24;
  private static final String NO_LABEL = "(no label)";

  private final PrintWriter out;
  private final int topK;
  private final boolean wholePaths;
  private final int most;
  private final List<ShownRow> waiting = new ArrayList<>();
  private final Set<String> heads = new LinkedHashSet<>();
  private @Nullable TextTable table;
  private long printed;

  /**
   * Makes a printer.
   *
   * @param out stays open
   * @param topK labels of each image at most
   * @param wholePaths whether all of a path is printed, and not its last two names
   * @param columns of the terminal, of which a path gets half at most; 0 for any number
   */
  public RowPrinter(PrintWriter out, int topK, boolean wholePaths, int columns) {
    this.out = requireNonNull(out, "out is null");
    this.topK = topK;
    this.wholePaths = wholePaths;
    this.most = columns == 0 ? Integer.MAX_VALUE : Math.max(LEAST_COLUMNS, columns / 2);
  }

  /** Prints a row, and returns whether anybody still reads what is printed. */
  boolean print(ShownRow row) {
    TextTable begun = table;
    if (begun == null) {
      waiting.add(row);
      if (waiting.size() == MEASURED) {
        begin();
      }
      return true;
    }
    if (!heads.containsAll(row.heads().keySet())) {
      // Of another model: with a header of its own.
      table = null;
      out.println();
      waiting.add(row);
      return true;
    }
    lines(row).forEach(cells -> begun.printMore(out, cells));
    return ++printed % CHECKED != 0 || !out.checkError();
  }

  /** Prints what waits for more rows to come. */
  void end() {
    if (table == null) {
      begin();
    }
    out.flush();
  }

  private void begin() {
    waiting.forEach(row -> heads.addAll(row.heads().keySet()));
    List<String> header = new ArrayList<>(List.of("IMAGE", "SCORE", "LABEL"));
    for (String head : heads) {
      String name = head.toUpperCase(Locale.ROOT);
      header.addAll(List.of(name + " SCORE", name + " LABEL"));
    }
    TextTable begun = new TextTable(header, Set.of());
    waiting.forEach(row -> lines(row).forEach(begun::add));
    begun.print(out);
    waiting.clear();
    table = begun;
  }

  /** A line for each label; those behind the first have no path. */
  private List<List<String>> lines(ShownRow row) {
    String path = TextWidth.cutMiddle(wholePaths ? row.path() : name(row.path()), most);
    if (row.failure() != null) {
      return List.of(List.of(path, "failed", row.failure()));
    }
    if (!row.labelled()) {
      return List.of(List.of(path, "", "(an embedding)"));
    }
    int count = row.labels().size();
    for (List<ShownRow.Label> labels : row.heads().values()) {
      count = Math.max(count, labels.size());
    }
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(1, Math.min(topK, count)); i++) {
      List<String> cells = new ArrayList<>(List.of(i == 0 ? path : ""));
      addLabel(cells, row.labels(), i);
      if (!row.heads().isEmpty()) {
        for (String head : heads) {
          List<ShownRow.Label> labels = row.heads().get(head);
          if (labels == null) {
            cells.addAll(List.of("", ""));
          } else {
            addLabel(cells, labels, i);
          }
        }
      }
      lines.add(cells);
    }
    return lines;
  }

  private static void addLabel(List<String> cells, List<ShownRow.Label> labels, int number) {
    if (number < labels.size()) {
      ShownRow.Label label = labels.get(number);
      cells.add(
          Float.isNaN(label.score()) ? "" : String.format(Locale.ROOT, "%.4f", label.score()));
      cells.add(label.text());
    } else {
      cells.addAll(List.of("", number == 0 ? NO_LABEL : ""));
    }
  }

  /** The path's last two names: enough to know it by. */
  private static String name(String path) {
    int last = path.lastIndexOf('/');
    int before = last < 0 ? -1 : path.lastIndexOf('/', last - 1);
    return path.substring(before + 1);
  }
}
