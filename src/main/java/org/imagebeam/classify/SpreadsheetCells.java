package org.imagebeam.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps spreadsheets from computing cells. One that begins with {@code =}, {@code +}, {@code -},
 * {@code @}, a tab or a line break is a formula to them, and who names a file or a class could have
 * it run. An apostrophe before it makes it text. The paths of images begin with a slash or a scheme
 * and stay as they are, so that a ledger's rows are known by them.
 */
final class SpreadsheetCells {
  /** Those of East Asian keyboards are taken for the same. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private SpreadsheetCells() {}

  /**
   * The cells of a row, shielded but for the scores, which may be negative, and the key's numbers.
   */
  static List<String> shield(List<String> header, List<String> row) {
    List<String> shielded = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      shielded.add(isNumber(header.get(i)) ? row.get(i) : shield(row.get(i)));
    }
    return shielded;
  }

  private static boolean isNumber(String column) {
    return column.startsWith(ResultsCsv.SCORE) || CsvTable.KEY_HEADER.indexOf(column) > 0;
  }

  private static String shield(String cell) {
    return !cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }
}
