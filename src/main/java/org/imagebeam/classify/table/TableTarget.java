package org.imagebeam.classify.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Takes the rows of a merged table, in the order of the images' paths. Not thread-safe. */
public interface TableTarget extends Closeable {
  /**
   * Takes a row.
   *
   * @param cells as many as the table's header has
   * @throws IOException if it can't be written
   */
  void write(List<String> cells) throws IOException;

  /** Says that there are no more rows: from now on, the table is there. */
  void commit() throws IOException;
}
