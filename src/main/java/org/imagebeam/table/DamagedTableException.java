package org.imagebeam.table;

import java.io.IOException;

/** A table, or a row of one, isn't what it was written as. The message names file and row. */
public final class DamagedTableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long row;
  private final String reason;

  /**
   * @param row as spreadsheets count, the header being 1
   * @param reason to be read after the row
   */
  DamagedTableException(String file, long row, String reason) {
    super("'" + file + "', row " + row + ", " + reason);
    this.row = row;
    this.reason = reason;
  }

  long row() {
    return row;
  }

  String reason() {
    return reason;
  }
}
