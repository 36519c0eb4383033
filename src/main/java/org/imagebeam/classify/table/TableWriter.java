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
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.SpreadsheetCells;

/** Writes the rows of a table in one of its formats. Not thread-safe. */
abstract class TableWriter implements Closeable {
  private TableWriter() {}

  /**
   * Opens a writer, which writes the header if the format has one.
   *
   * @param out closed with the writer
   */
  static TableWriter open(OutputStream out, CsvTable<?> table, TableStyle style)
      throws IOException {
    return style.format() == TableFormat.JSONL
        ? new Json(out, table)
        : new Csv(out, table.header(), style.shielded());
  }

  abstract void write(List<String> cells) throws IOException;

  private static final class Csv extends TableWriter {
    private final CSVPrinter printer;
    private final List<String> header;
    private final boolean shielded;

    Csv(OutputStream out, List<String> header, boolean shielded) throws IOException {
      this.printer = shielded ? CsvRows.printQuoted(out, header) : CsvRows.print(out, header);
      this.header = header;
      this.shielded = shielded;
    }

    @Override
    void write(List<String> cells) throws IOException {
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

  private static final class Json extends TableWriter {
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
    void write(List<String> cells) throws IOException {
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
