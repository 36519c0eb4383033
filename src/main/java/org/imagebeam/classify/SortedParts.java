package org.imagebeam.classify;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * The rows of many sorted tables in one order, by path, one row a path: of several, that of the
 * newest file. A table is open only from its first row to its last, so that ever so many can be
 * merged as long as they overlap little.
 */
final class SortedParts implements Iterator<List<String>>, Closeable {
  private final PriorityQueue<Part> parts = new PriorityQueue<>(Comparator.comparing(Part::path));

  /** A table at its current row; not open before its first row is taken. */
  private static final class Part {
    private final String file;
    private List<String> row;
    private CsvRows.Reader reader;

    Part(String file, List<String> row) {
      this.file = file;
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
      row = reader.next();
      return true;
    }
  }

  /**
   * Opens the tables.
   *
   * @throws IOException if one can't be read
   */
  SortedParts(List<String> files) throws IOException {
    for (String file : files) {
      try (CsvRows.Reader reader = CsvRows.read(file, CsvTable.KEY_HEADER)) {
        if (reader.hasNext()) {
          parts.add(new Part(file, reader.next()));
        }
      }
    }
  }

  @Override
  public boolean hasNext() {
    return !parts.isEmpty();
  }

  /** The path of the next row. */
  String peekPath() {
    return parts.element().path();
  }

  @Override
  public List<String> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the parts have ended");
    }
    String path = peekPath();
    List<List<String>> rows = new ArrayList<>();
    while (hasNext() && peekPath().equals(path)) {
      rows.add(takeRow());
    }
    return rows.stream().max(Comparator.comparingLong(SortedParts::modified)).orElseThrow();
  }

  private List<String> takeRow() {
    Part part = parts.remove();
    List<String> row = part.row;
    try {
      if (part.advance()) {
        parts.add(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return row;
  }

  private static long modified(List<String> row) {
    return ImageKey.ofCells(row.get(0), row.get(1), row.get(2)).modified();
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
