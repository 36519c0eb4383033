package org.imagebeam.classify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;

/**
 * Reads a table that anybody may have changed since it was written. What isn't whole, or isn't what
 * imagebeam writes, is passed over, and told in one sentence.
 */
final class LedgerTable {
  private static final Pattern MODEL = Pattern.compile("[0-9a-f]{12}");

  private final String file;
  private final Consumer<Row> rows;
  private DamagedTableException first;
  private long damaged;

  private LedgerTable(String file, Consumer<Row> rows) {
    this.file = file;
    this.rows = rows;
  }

  /**
   * What a row says, beside what is on the image.
   *
   * @param settings as {@link RowSettings#id} gave it; empty in tables of former releases
   * @param lasts whether the same would come out again: for results, and for failures that are the
   *     file's own fault
   */
  record Row(ImageKey key, String model, String settings, boolean lasts) {}

  /**
   * Reads the whole rows.
   *
   * @return what is wrong with others, naming the file and the first of them; nothing if all are
   *     whole
   * @throws IOException if the file can't be read, whatever is in it
   */
  static Optional<String> read(String file, Consumer<Row> rows) throws IOException {
    Optional<Path> local = Storage.localPath(file);
    if (local.isPresent() && !Files.isRegularFile(local.get()) && isThere(local.get())) {
      return Optional.of("'" + file + "' is no regular file");
    }
    LedgerTable table = new LedgerTable(file, rows);
    try {
      table.read();
    } catch (FileNotFoundException e) {
      // It was taken out of the folder since that was listed.
      return Optional.empty();
    }
    return table.complaint();
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private void read() throws IOException {
    try (CsvRows.Reader reader = open()) {
      Columns columns = Columns.of(reader);
      while (reader.hasNext()) {
        readRow(reader, columns);
      }
    } catch (DamagedTableException e) {
      note(e);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof DamagedTableException damage)) {
        throw e.getCause();
      }
      note(damage);
    }
  }

  private CsvRows.Reader open() throws IOException {
    try {
      return CsvRows.read(file, CsvTable.KEY_HEADER);
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

  private void readRow(CsvRows.Reader reader, Columns columns) {
    try {
      rows.accept(columns.row(reader, reader.nextWhole()));
    } catch (DamagedTableException e) {
      note(e);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof DamagedTableException damage)) {
        throw e;
      }
      note(damage);
    }
  }

  private void note(DamagedTableException e) {
    damaged++;
    if (first == null) {
      first = e;
    }
  }

  private Optional<String> complaint() {
    return first == null
        ? Optional.empty()
        : Optional.of(
            first.getMessage() + (damaged == 1 ? "" : " (and " + (damaged - 1) + " more rows)"));
  }

  /**
   * Where the cells are that have to be looked at.
   *
   * @param settings the column, or -1 in tables of former releases
   * @param score the column of the best label's, or -1 in tables of failures
   */
  private record Columns(int settings, int score) {
    static Columns of(CsvRows.Reader reader) throws DamagedTableException {
      List<String> header = reader.header();
      int column = CsvTable.MODEL_COLUMN;
      boolean results = startsAt(header, column, List.of("model", "label_1", ResultsCsv.SCORE + 1));
      if (!results && !startsAt(header, column, List.of("model", "stage", "error", "message"))) {
        throw reader.damaged("is no header of imagebeam's: " + header);
      }
      return new Columns(header.lastIndexOf(CsvTable.SETTINGS), results ? column + 2 : -1);
    }

    private static boolean startsAt(List<String> header, int from, List<String> names) {
      return header.size() >= from + names.size()
          && header.subList(from, from + names.size()).equals(names);
    }

    Row row(CsvRows.Reader reader, List<String> cells) throws DamagedTableException {
      String model = cells.get(CsvTable.MODEL_COLUMN);
      String id = settings < 0 ? "" : cells.get(settings);
      if (!MODEL.matcher(model).matches()) {
        throw reader.damaged("has the model '" + model + "', which isn't 12 hexadecimal digits");
      }
      if (settings >= 0 && !RowSettings.isId(id)) {
        throw reader.damaged("has the settings '" + id + "', which are none: it is cut off");
      }
      boolean lasts = true;
      if (score < 0) {
        lasts =
            ImageStages.lasts(
                cells.get(FailuresCsv.STAGE_COLUMN), cells.get(FailuresCsv.ERROR_COLUMN));
      } else {
        requireNumber(reader, cells.get(score));
      }
      return new Row(key(reader, cells), model, id, lasts);
    }

    private static void requireNumber(CsvRows.Reader reader, String cell)
        throws DamagedTableException {
      try {
        Float.parseFloat(cell);
      } catch (NumberFormatException e) {
        throw reader.damaged("has the score '" + cell + "', which is no number");
      }
    }

    private static ImageKey key(CsvRows.Reader reader, List<String> cells)
        throws DamagedTableException {
      try {
        return ImageKey.ofCells(cells.get(0), cells.get(1), cells.get(2));
      } catch (IllegalArgumentException e) {
        throw reader.damaged(
            "has the size '"
                + cells.get(1)
                + "' and the time '"
                + cells.get(2)
                + "', which are none that a ledger has");
      }
    }
  }
}
