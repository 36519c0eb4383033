package org.imagebeam.classify.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.TableFormat;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.JsonLines;

/** Takes rows out of a table that is whole; the others keep their bytes. */
final class TableRewriting {
  private TableRewriting() {}

  /**
   * Replaces a table by one without some of its rows, or deletes it if none is left.
   *
   * @param file of the table
   * @param dropped says of an image's path whether its rows go
   * @return how many rows went
   * @throws IOException if the table isn't whole or can't be read or written; it stays as it was
   */
  static long drop(String file, Predicate<String> dropped) throws IOException {
    long before;
    long left;
    try (AtomicFile target = AtomicFile.create(file)) {
      Counts counts =
          TableFormat.ofName(file) == TableFormat.JSONL
              ? copyLines(file, dropped, target)
              : copyCells(file, dropped, target);
      before = counts.rows();
      left = counts.left();
      if (left > 0 && left < before) {
        target.commit();
      }
    }
    if (left == 0 && before > 0) {
      Storage.delete(file);
    }
    return before - left;
  }

  private record Counts(long rows, long left) {}

  private static Counts copyCells(String file, Predicate<String> dropped, AtomicFile target)
      throws IOException {
    long rows = 0;
    long left = 0;
    try (CsvRows.Reader reader = CsvRows.read(file, CsvTable.KEY_HEADER);
        CSVPrinter printer =
            isQuoted(file)
                ? CsvRows.printQuoted(target.out(), reader.header())
                : CsvRows.print(target.out(), reader.header())) {
      while (reader.hasNext()) {
        List<String> cells = reader.nextWhole();
        rows++;
        if (!dropped.test(cells.get(0))) {
          printer.printRecord(cells);
          left++;
        }
      }
    }
    return new Counts(rows, left);
  }

  private static boolean isQuoted(String file) throws IOException {
    try (InputStream in = Storage.open(file)) {
      return in.read() == '"';
    }
  }

  private static Counts copyLines(String file, Predicate<String> dropped, AtomicFile target)
      throws IOException {
    long rows = 0;
    long left = 0;
    try (JsonLines lines = JsonLines.read(file)) {
      while (lines.hasNext()) {
        rows++;
        if (!dropped.test(lines.next().path("image").asText())) {
          target.out().write((lines.text() + "\n").getBytes(StandardCharsets.UTF_8));
          left++;
        }
      }
    }
    return new Counts(rows, left);
  }
}
