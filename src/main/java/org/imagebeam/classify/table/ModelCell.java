package org.imagebeam.classify.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.imagebeam.model.ModelGraph;

/**
 * Writes and reads the cell that names a row's model, see {@link ModelGraph#shownId}. An id such as
 * {@code 081242896960} or {@code 12345678e123} would be a number to pandas and to spreadsheets.
 */
public final class ModelCell {
  private static final Pattern FORMER = Pattern.compile("[0-9a-f]{12}");
  private static final Pattern CELL = Pattern.compile(ModelGraph.shownId(FORMER.pattern()));

  private ModelCell() {}

  /**
   * Returns the cell.
   *
   * @param id the first 12 hexadecimal digits of the SHA-256 of the model's graph
   */
  public static String of(String id) {
    return ModelGraph.shownId(id);
  }

  /** Returns the cell as it is written now; rows of former releases have the bare id. */
  public static String renew(String cell) {
    return FORMER.matcher(cell).matches() ? of(cell) : cell;
  }

  /** Whether it may be a cell that this or a former release has written. */
  public static boolean isCell(String cell) {
    return CELL.matcher(renew(cell)).matches();
  }

  /** Returns a row's cells with that of the model as it is written now. */
  static List<String> renew(List<String> row) {
    String cell = row.get(CsvTable.MODEL_COLUMN);
    String renewed = renew(cell);
    if (renewed.equals(cell)) {
      return row;
    }
    List<String> cells = new ArrayList<>(row);
    cells.set(CsvTable.MODEL_COLUMN, renewed);
    return cells;
  }
}
