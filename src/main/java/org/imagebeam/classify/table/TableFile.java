package org.imagebeam.classify.table;

import java.io.IOException;
import java.util.List;
import org.imagebeam.storage.AtomicFile;

/** Writes a table to a file, whole or not at all. */
final class TableFile implements TableTarget {
  private final AtomicFile file;
  private final TableWriter writer;

  private TableFile(AtomicFile file, TableWriter writer) {
    this.file = file;
    this.writer = writer;
  }

  /**
   * Starts the file.
   *
   * @throws IOException if it can't be written
   */
  static TableFile create(String path, CsvTable<?> table, TableStyle style) throws IOException {
    AtomicFile file = AtomicFile.create(path);
    try {
      return new TableFile(file, TableWriter.open(file.out(), table, style));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void write(List<String> cells) throws IOException {
    writer.write(cells);
  }

  @Override
  public void commit() throws IOException {
    writer.close();
    file.commit();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
