package org.imagebeam.cli.show;

import java.io.IOException;
import org.imagebeam.table.DamagedTableException;

/** Takes rows as they are read. */
interface RowSink {
  /** Takes a row, and returns whether another one is wanted. */
  boolean take(ShownRow row) throws IOException;

  /**
   * Is told of a row, or the rest of a table, that can't be read.
   *
   * @throws DamagedTableException if that ends the reading
   */
  void damaged(DamagedTableException e) throws DamagedTableException;
}
