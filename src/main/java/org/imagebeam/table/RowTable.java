package org.imagebeam.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * A small table of one kind of rows: RFC 4180, UTF-8, one header. Immutable.
 *
 * @param <R> a row
 */
public final class RowTable<R> {
  private static final long MAX_BYTES = 1L << 28;

  private final List<String> header;
  private final Function<R, List<String>> toCells;
  private final Function<List<String>, R> fromCells;

  /**
   * @param toCells a row's values, as many as the header has
   * @param fromCells the reverse; throws an IllegalArgumentException, a DateTimeParseException or
   *     an IndexOutOfBoundsException for other cells
   */
  public RowTable(
      List<String> header, Function<R, List<String>> toCells, Function<List<String>, R> fromCells) {
    this.header = List.copyOf(header);
    this.toCells = requireNonNull(toCells, "toCells is null");
    this.fromCells = requireNonNull(fromCells, "fromCells is null");
  }

  public List<String> header() {
    return header;
  }

  /** A row's values, as many as the header has. */
  public List<String> cells(R row) {
    return toCells.apply(row);
  }

  /** Replaces the file. */
  public void write(String path, List<R> rows) throws IOException {
    write(path, rows, false);
  }

  /**
   * Replaces the file.
   *
   * @param shielded whether cells are kept from being formulas, see {@link SpreadsheetCells}; such
   *     a file isn't for {@link #read}
   */
  public void write(String path, List<R> rows, boolean shielded) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, SpreadsheetCells.format(shielded))) {
      printer.printRecord(header);
      for (R row : rows) {
        printer.printRecord(shielded ? SpreadsheetCells.shield(cells(row)) : cells(row));
      }
    }
    AtomicFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The rows of a file; none if there is none.
   *
   * @throws IOException if it can't be read, or isn't such a file
   */
  public List<R> read(String path) throws IOException {
    Optional<byte[]> content = Storage.readIfPresent(path, MAX_BYTES);
    if (content.isEmpty()) {
      return List.of();
    }
    List<R> rows = new ArrayList<>();
    try (StringReader text = new StringReader(new String(content.get(), StandardCharsets.UTF_8))) {
      List<CSVRecord> records = SpreadsheetCells.PLAIN.parse(text).getRecords();
      if (records.isEmpty() || !records.get(0).toList().equals(header)) {
        throw new IllegalArgumentException("its header isn't " + String.join(",", header));
      }
      for (CSVRecord record : records.subList(1, records.size())) {
        rows.add(fromCells.apply(record.toList()));
      }
      return rows;
    } catch (IllegalArgumentException | DateTimeParseException | IndexOutOfBoundsException e) {
      throw new IOException(
          path
              + " is no table of this kind, or is damaged ("
              + e.getMessage()
              + "): move it away, and the same command goes on without the rows so far",
          e);
    }
  }
}
