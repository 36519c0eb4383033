package org.imagebeam.classify.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.TableFormat;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedRows;
import org.imagebeam.table.DamagedTableException;
import org.imagebeam.table.JsonLines;

/**
 * Reads a table that anybody may have changed since it was written. What isn't whole, or isn't what
 * imagebeam writes, is passed over, and told in one sentence.
 */
public final class LedgerTable {
  private final String file;
  private final TableFormat format;
  private final Consumer<LedgerRow> rows;
  private final DamagedRows damaged = new DamagedRows();

  private LedgerTable(String file, TableFormat format, Consumer<LedgerRow> rows) {
    this.file = file;
    this.format = format;
    this.rows = rows;
  }

  /**
   * Reads the whole rows.
   *
   * @return what is wrong with others, naming the file and the first of them; nothing if all are
   *     whole
   * @throws IOException if the file can't be read, whatever is in it
   */
  static Optional<String> read(String file, Consumer<LedgerRow> rows) throws IOException {
    Optional<Path> local = Storage.localPath(file);
    if (local.isPresent() && !Files.isRegularFile(local.get()) && isThere(local.get())) {
      return Optional.of("'" + file + "' is no regular file");
    }
    LedgerTable table = new LedgerTable(file, TableFormat.ofName(file), rows);
    try {
      table.read();
    } catch (FileNotFoundException e) {
      // It was taken out of the folder since that was listed.
      return Optional.empty();
    }
    return table.damaged.complaint();
  }

  /**
   * Returns the names of the files of embeddings that the whole rows of a table name; none if there
   * is no such table.
   *
   * @param file of any name
   * @throws IOException if it can't be read, whatever is in it
   */
  public static Set<String> embeddingFiles(String file) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Storage.isFile(file)) {
      new LedgerTable(file, TableFormat.ofTable(file), row -> names.add(row.place().file())).read();
    }
    return names;
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private void read() throws IOException {
    try {
      if (format == TableFormat.JSONL) {
        readLines();
      } else {
        readCells();
      }
    } catch (DamagedTableException e) {
      damaged.note(e);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof DamagedTableException damage)) {
        throw e.getCause();
      }
      damaged.note(damage);
    }
  }

  private void readCells() throws IOException {
    try (CsvRows.Reader reader = open(path -> CsvRows.read(path, CsvTable.KEY_HEADER))) {
      LedgerColumns columns = LedgerColumns.of(reader);
      while (reader.hasNext()) {
        readRow(reader, columns);
      }
    }
  }

  private void readLines() throws IOException {
    try (JsonLines lines = open(JsonLines::read)) {
      while (lines.hasNext()) {
        try {
          rows.accept(LedgerLine.read(lines.next(), lines::damaged));
        } catch (DamagedTableException e) {
          damaged.note(e);
        }
      }
    }
  }

  /** Opens a file. */
  private interface Opening<T> {
    T open(String file) throws IOException;
  }

  private <T> T open(Opening<T> opening) throws IOException {
    try {
      return opening.open(file);
    } catch (FileNotFoundException e) {
      if (!Storage.exists(file)) {
        throw e;
      }
      // As Java says of files without permission, too.
      throw new IOException(
          "can't read "
              + e.getMessage()
              + ": its rows may be done; make it readable, or move it out of the folder",
          e);
    }
  }

  private void readRow(CsvRows.Reader reader, LedgerColumns columns) {
    try {
      rows.accept(columns.row(reader, reader.nextWhole()));
    } catch (DamagedTableException e) {
      damaged.note(e);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof DamagedTableException damage)) {
        throw e;
      }
      damaged.note(damage);
    }
  }
}
