package org.imagebeam.classify.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.table.CsvRows;

/**
 * What a run has listed, in a file of its work folder: each image that is to have a row, in the
 * order of the paths. The rows that were committed are held against it when they are merged.
 */
public final class ListedImages implements Iterator<ImageKey>, Closeable {
  private final CsvRows.Reader rows;

  private ListedImages(CsvRows.Reader rows) {
    this.rows = rows;
  }

  /**
   * Replaces the file.
   *
   * @param keys sorted by path; of several with one path the first counts
   */
  public static void write(String file, Iterator<ImageKey> keys) throws IOException {
    try (AtomicFile target = AtomicFile.create(file)) {
      try (CSVPrinter printer = CsvRows.print(target.out(), CsvTable.KEY_HEADER)) {
        String last = null;
        while (keys.hasNext()) {
          ImageKey key = keys.next();
          if (!key.path().equals(last)) {
            printer.printRecord(List.of(key.path(), key.sizeCell(), key.modifiedCell()));
            last = key.path();
          }
        }
      }
      target.commit();
    }
  }

  /**
   * Opens the file.
   *
   * @throws IOException if it can't be read
   */
  public static ListedImages read(String file) throws IOException {
    return new ListedImages(CsvRows.read(file, CsvTable.KEY_HEADER));
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public ImageKey next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the listing has ended");
    }
    List<String> row = rows.next();
    return ImageKey.ofCells(row.get(0), row.get(1), row.get(2));
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
