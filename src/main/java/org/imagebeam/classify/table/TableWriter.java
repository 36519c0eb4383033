package org.imagebeam.classify.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.SpreadsheetCells;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table in one of its formats: to a file, whole or not at all, or to a stream that stays
 * open. Not thread-safe.
 */
public final class TableWriter implements TableTarget {
  private final Rows rows;

  /** Null if the table goes to a stream. */
  private final @Nullable AtomicFile file;

  private TableWriter(Rows rows, @Nullable AtomicFile file) {
    this.rows = rows;
    this.file = file;
  }

  /**
   * Starts a file.
   *
   * @param shielded whether cells are kept from being formulas, see {@link SpreadsheetCells}; for
   *     CSV
   * @throws IOException if it can't be written
   */
  public static TableWriter toFile(
      String path, CsvTable<?> table, TableFormat format, boolean shielded) throws IOException {
    AtomicFile file = AtomicFile.create(path);
    try {
      return new TableWriter(rows(file.out(), table, format, shielded), file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Starts a table on a stream. What isn't committed is not flushed.
   *
   * @param out stays open
   * @param shielded whether cells are kept from being formulas, see {@link SpreadsheetCells}; for
   *     CSV
   * @throws org.imagebeam.local.ClosedPipeException if nobody reads the stream any more
   * @throws org.imagebeam.local.OutputException if it can't be written for another reason
   */
  public static TableWriter toStream(
      OutputStream out, CsvTable<?> table, TableFormat format, boolean shielded)
      throws IOException {
    return new TableWriter(rows(new OpenStream(out), table, format, shielded), null);
  }

  private static Rows rows(
      OutputStream out, CsvTable<?> table, TableFormat format, boolean shielded)
      throws IOException {
    return format == TableFormat.JSONL
        ? new Json(out, table)
        : new Csv(out, table.header(), shielded);
  }

  @Override
  public void write(List<String> cells) throws IOException {
    rows.write(cells);
  }

  @Override
  public void commit() throws IOException {
    rows.close();
    if (file != null) {
      file.commit();
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /** A format; closing writes what is left, and closes what it is written to. */
  private interface Rows extends Closeable {
    void write(List<String> cells) throws IOException;
  }

  private static final class Csv implements Rows {
    private final CSVPrinter printer;
    private final List<String> header;
    private final boolean shielded;

    Csv(OutputStream out, List<String> header, boolean shielded) throws IOException {
      this.printer = shielded ? CsvRows.printQuoted(out, header) : CsvRows.print(out, header);
      this.header = header;
      this.shielded = shielded;
    }

    @Override
    public void write(List<String> cells) throws IOException {
      printer.printRecord(shielded ? shield(cells) : cells);
    }

    /** All but the scores, which may be negative, and the key's numbers. */
    private List<String> shield(List<String> row) {
      List<String> cells = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        cells.add(isNumber(header.get(i)) ? row.get(i) : SpreadsheetCells.shield(row.get(i)));
      }
      return cells;
    }

    private static boolean isNumber(String column) {
      return column.startsWith(ResultsCsv.SCORE) || CsvTable.KEY_HEADER.indexOf(column) > 0;
    }

    @Override
    public void close() throws IOException {
      printer.close();
    }
  }

  private static final class Json implements Rows {
    private final CsvTable<?> table;
    private final JsonGenerator generator;

    Json(OutputStream out, CsvTable<?> table) throws IOException {
      this.table = table;
      this.generator =
          new JsonFactory()
              .createGenerator(
                  new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)))
              .setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void write(List<String> cells) throws IOException {
      generator.writeStartObject();
      writeKey(cells);
      table.writeMembers(generator, cells);
      generator.writeStringField(CsvTable.SETTINGS, cells.get(cells.size() - 1));
      generator.writeEndObject();
      generator.writeRaw('\n');
    }

    private void writeKey(List<String> cells) throws IOException {
      generator.writeStringField("image", cells.get(0));
      if (cells.get(1).isEmpty()) {
        generator.writeNullField("size_bytes");
      } else {
        generator.writeNumberField("size_bytes", Long.parseLong(cells.get(1)));
      }
      if (cells.get(2).isEmpty()) {
        generator.writeNullField("modified");
      } else {
        generator.writeStringField("modified", cells.get(2));
      }
      generator.writeStringField("model", cells.get(CsvTable.MODEL_COLUMN));
    }

    @Override
    public void close() throws IOException {
      generator.close();
    }
  }
}
