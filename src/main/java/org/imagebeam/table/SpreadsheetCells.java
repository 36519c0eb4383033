package org.imagebeam.table;

import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;

/**
 * Keeps spreadsheets from computing cells. One that begins with {@code =}, {@code +}, {@code -},
 * {@code @}, a tab or a line break is a formula to them, and who names a file or a class could have
 * it run. An apostrophe before it makes it text. The paths of images begin with a slash or a scheme
 * and stay as they are, so that a ledger's rows are known by them.
 */
public final class SpreadsheetCells {
  /** Puts cells in quotes where that is needed. */
  static final CSVFormat PLAIN = CSVFormat.RFC4180;

  /** Puts each cell in quotes, so that no separator inside a cell starts another. */
  public static final CSVFormat QUOTED = PLAIN.builder().setQuoteMode(QuoteMode.ALL).get();

  /** Those of East Asian keyboards are taken for the same. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private SpreadsheetCells() {}

  /** Returns the format of a table. */
  public static CSVFormat format(boolean shielded) {
    return shielded ? QUOTED : PLAIN;
  }

  /** Returns the cells of a row, each as text. */
  public static List<String> shield(List<String> row) {
    return row.stream().map(SpreadsheetCells::shield).toList();
  }

  /** Returns a cell as text. */
  public static String shield(String cell) {
    return !cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }
}
