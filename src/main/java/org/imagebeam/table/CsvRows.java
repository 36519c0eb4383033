package org.imagebeam.table;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.imagebeam.storage.Storage;

/** Reads and writes the tables: RFC 4180, UTF-8, one header. */
public final class CsvRows {
  private CsvRows() {}

  /** A printer that has written the header. Closing it closes {@code out}. */
  public static CSVPrinter print(OutputStream out, List<String> header) throws IOException {
    return print(out, header, SpreadsheetCells.PLAIN);
  }

  /**
   * Returns a format with each cell in quotes, so that no separator inside a cell starts another.
   */
  public static CSVPrinter printQuoted(OutputStream out, List<String> header) throws IOException {
    return print(out, header, SpreadsheetCells.QUOTED);
  }

  private static CSVPrinter print(OutputStream out, List<String> header, CSVFormat format)
      throws IOException {
    CSVPrinter printer =
        new CSVPrinter(
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), format);
    printer.printRecord(header);
    return printer;
  }

  /**
   * The rows of a table, the header left out. A byte order mark and empty lines are passed over.
   *
   * @throws DamagedTableException if the file has another header, or is no CSV
   * @throws IOException if the file can't be read
   */
  public static Reader read(String path, List<String> headerStart) throws IOException {
    BoundedRowReader text =
        new BoundedRowReader(
            new BufferedReader(new InputStreamReader(Storage.open(path), StandardCharsets.UTF_8)));
    try {
      text.requireStart(path, headerStart.get(0));
      Reader reader = new Reader(path, text);
      List<String> header = reader.header();
      if (header.size() < headerStart.size()
          || !header.subList(0, headerStart.size()).equals(headerStart)) {
        throw new DamagedTableException(
            path, 1, "is no header of imagebeam's: it should start " + headerStart);
      }
      return reader;
    } catch (UncheckedIOException e) {
      text.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** Rows one by one, in a file's order. */
  public static final class Reader implements Iterator<List<String>>, Closeable {
    private final String path;
    private final BoundedRowReader text;
    private final Iterator<CSVRecord> records;
    private final List<String> header;
    private @Nullable CSVRecord next;
    private long row = 1;

    private Reader(String path, BoundedRowReader text) throws IOException {
      this.path = path;
      this.text = text;
      this.records =
          CSVParser.builder().setReader(text).setFormat(SpreadsheetCells.PLAIN).get().iterator();
      this.header = hasNext() ? next() : List.of();
    }

    public List<String> header() {
      return header;
    }

    /** The number of the last row that was taken, as spreadsheets count: the header's is 1. */
    long row() {
      return row;
    }

    /**
     * @throws UncheckedIOException if the file can't be read on, by a {@link DamagedTableException}
     *     where it is no CSV from here on
     */
    @Override
    public boolean hasNext() {
      try {
        while (next == null && records.hasNext()) {
          CSVRecord record = records.next();
          text.rowTaken();
          boolean empty = record.size() == 1 && record.get(0).isEmpty();
          next = empty ? null : record;
        }
        return next != null;
      } catch (UncheckedIOException e) {
        throw new UncheckedIOException(named(e.getCause()));
      }
    }

    private IOException named(IOException e) {
      return e instanceof CSVException
          ? new DamagedTableException(
              path, row + 1, "can't be read, and nothing behind it: " + e.getMessage())
          : new IOException("'" + path + "': " + e.getMessage(), e);
    }

    @Override
    public List<String> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the rows of '" + path + "' have ended");
      }
      CSVRecord taken = next;
      next = null;
      row = taken.getRecordNumber();
      return taken.toList();
    }

    /**
     * As {@link #next}, a row of as many cells as the header has.
     *
     * @throws UncheckedIOException by a {@link DamagedTableException} if it has more or fewer
     */
    public List<String> nextWhole() {
      List<String> cells = next();
      if (cells.size() != header.size()) {
        throw new UncheckedIOException(damaged(wrongSize(cells)));
      }
      return cells;
    }

    private String wrongSize(List<String> cells) {
      return "has "
          + cells.size()
          + " cells and not "
          + header.size()
          + (cells.size() < header.size() ? ": it is cut off" : "");
    }

    /** What to throw because of the last row. */
    public DamagedTableException damaged(String reason) {
      return new DamagedTableException(path, row, reason);
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }
}
