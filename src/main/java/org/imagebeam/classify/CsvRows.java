package org.imagebeam.classify;

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
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.imagebeam.storage.Storage;

/** Reads and writes the tables: RFC 4180, UTF-8, one header. */
final class CsvRows {
  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  private CsvRows() {}

  /** A printer that has written the header. Closing it closes {@code out}. */
  static CSVPrinter print(OutputStream out, List<String> header) throws IOException {
    CSVPrinter printer =
        new CSVPrinter(
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), FORMAT);
    printer.printRecord(header);
    return printer;
  }

  /**
   * The rows of a table, the header left out.
   *
   * @throws IOException if the file can't be read or has another header
   */
  static Reader read(String path, List<String> headerStart) throws IOException {
    CSVParser parser =
        FORMAT.parse(
            new BufferedReader(new InputStreamReader(Storage.open(path), StandardCharsets.UTF_8)));
    Reader reader = new Reader(path, parser);
    List<String> header = reader.hasNext() ? reader.next() : List.of();
    if (header.size() < headerStart.size()
        || !header.subList(0, headerStart.size()).equals(headerStart)) {
      reader.close();
      throw new IOException(
          "'" + path + "' is no table of imagebeam's: its header starts " + header);
    }
    return reader;
  }

  /** Rows one by one, in a file's order. */
  static final class Reader implements Iterator<List<String>>, Closeable {
    private final String path;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;

    private Reader(String path, CSVParser parser) {
      this.path = path;
      this.parser = parser;
      this.records = parser.iterator();
    }

    /**
     * @throws UncheckedIOException if the file can't be read on
     */
    @Override
    public boolean hasNext() {
      try {
        return records.hasNext();
      } catch (UncheckedIOException e) {
        throw new UncheckedIOException("'" + path + "': " + e.getMessage(), e.getCause());
      }
    }

    @Override
    public List<String> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the rows of '" + path + "' have ended");
      }
      return records.next().toList();
    }

    @Override
    public void close() throws IOException {
      parser.close();
    }
  }
}
