package org.imagebeam.classify.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.jspecify.annotations.Nullable;

/**
 * The rows of many sorted tables in one order, by path: results and failures. A table is open only
 * from its first row to its last, so that ever so many can be merged as long as they overlap
 * little.
 */
final class SortedParts implements Closeable {
  private static final Comparator<Row> NEWEST_LAST =
      Comparator.comparingInt(Row::attempt).thenComparing(row -> !row.failure());

  private final PriorityQueue<Part> parts = new PriorityQueue<>(Comparator.comparing(Part::path));
  private long left;

  /**
   * A committed row.
   *
   * @param failure whether of a table of failures
   * @param attempt of the run that wrote it
   */
  record Row(List<String> cells, boolean failure, int attempt) {
    ImageKey key() {
      return ImageKey.ofCells(cells.get(0), cells.get(1), cells.get(2));
    }
  }

  /** A table at its current row; not open before its first row is taken. */
  private static final class Part {
    private final String file;
    private final boolean failures;
    private final int attempt;
    private List<String> row;
    private CsvRows.@Nullable Reader reader;

    Part(String folder, String name, List<String> row) {
      this.file = Storage.resolve(folder, name);
      this.failures = name.startsWith(OutputLayout.FAILURES_PREFIX);
      this.attempt = PartWriter.attempt(name);
      this.row = row;
    }

    String path() {
      return row.get(0);
    }

    /** Goes on to the next row, if there is one. */
    boolean advance() throws IOException {
      if (reader == null) {
        reader = CsvRows.read(file, CsvTable.KEY_HEADER);
        reader.next();
      }
      if (!reader.hasNext()) {
        reader.close();
        return false;
      }
      row = reader.nextWhole();
      return true;
    }
  }

  /**
   * Looks at the tables of a folder.
   *
   * @throws IOException if one can't be read
   */
  SortedParts(String folder) throws IOException {
    for (String name : Storage.list(folder)) {
      if (OutputLayout.isTable(name)) {
        try (CsvRows.Reader reader =
            CsvRows.read(Storage.resolve(folder, name), CsvTable.KEY_HEADER)) {
          if (reader.hasNext()) {
            parts.add(new Part(folder, name, reader.nextWhole()));
          }
        }
      }
    }
  }

  /**
   * The row of a version of an image: of several that of the latest attempt, and of one attempt the
   * result, where a bundle was repeated. Passes over all rows up to that path.
   *
   * @param key of a higher path than that of the call before
   */
  Optional<Row> take(ImageKey key) throws IOException {
    Row newest = null;
    while (!parts.isEmpty() && parts.element().path().compareTo(key.path()) <= 0) {
      Row row = takeRow();
      if (!row.key().equals(key)) {
        left++;
      } else if (newest == null || NEWEST_LAST.compare(newest, row) <= 0) {
        newest = row;
      }
    }
    return Optional.ofNullable(newest);
  }

  /** How many rows were passed over because they are of other files, or versions of them. */
  long passedOver() throws IOException {
    while (!parts.isEmpty()) {
      takeRow();
      left++;
    }
    return left;
  }

  private Row takeRow() throws IOException {
    Part part = parts.remove();
    Row row = new Row(part.row, part.failures, part.attempt);
    if (part.advance()) {
      parts.add(part);
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      if (part.reader != null) {
        part.reader.close();
      }
    }
  }
}
