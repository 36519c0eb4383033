package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import org.imagebeam.table.SpreadsheetCells;

/**
 * Says how tables are written.
 *
 * @param format of the files
 * @param shielded whether cells are kept from being formulas, see {@link SpreadsheetCells}; for CSV
 */
public record TableStyle(TableFormat format, boolean shielded) {
  public TableStyle {
    requireNonNull(format, "format is null");
  }
}
