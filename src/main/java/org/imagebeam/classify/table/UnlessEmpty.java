package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.imagebeam.storage.Storage;

/** Writes a table only if it has a row; removes what an earlier attempt has left if it has none. */
public final class UnlessEmpty implements TableTarget {
  private final TableTarget target;
  private final String file;
  private boolean hasRows;

  /**
   * Wraps a table.
   *
   * @param target closed with this
   * @param file of the table
   */
  public UnlessEmpty(TableTarget target, String file) {
    this.target = requireNonNull(target, "target is null");
    this.file = requireNonNull(file, "file is null");
  }

  @Override
  public void write(List<String> cells) throws IOException {
    hasRows = true;
    target.write(cells);
  }

  @Override
  public void commit() throws IOException {
    if (hasRows) {
      target.commit();
    } else {
      Storage.delete(file);
    }
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
