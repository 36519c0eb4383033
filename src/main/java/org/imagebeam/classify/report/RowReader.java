package org.imagebeam.classify.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.classify.report.ReportRow.Label;
import org.imagebeam.classify.report.ReportRow.Output;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.TableFormat;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedRows;
import org.imagebeam.table.DamagedTableException;
import org.imagebeam.table.JsonLines;

/**
 * Reads a table of results or of failures, a row at a time. Rows that aren't whole are passed over.
 */
final class RowReader {
  /** Labels of an output that a page shows, at most: the tables have all. */
  static final int MOST_LABELS = 5;

  private final String file;
  private final Rows rows;
  private final DamagedRows damaged = new DamagedRows();

  private RowReader(String file, Rows rows) {
    this.file = file;
    this.rows = rows;
  }

  /** Takes rows. */
  interface Rows {
    /**
     * Takes a row.
     *
     * @throws IOException if it can't be passed on
     */
    void add(ReportRow row) throws IOException;
  }

  /**
   * Reads a table.
   *
   * @return what is wrong with rows that were passed over; nothing if all are whole
   * @throws DamagedTableException if it is no table of imagebeam's
   * @throws IOException if it can't be read
   */
  static Optional<String> read(String file, Rows rows) throws IOException {
    RowReader reader = new RowReader(file, rows);
    try {
      if (TableFormat.ofTable(file) == TableFormat.JSONL) {
        reader.readLines();
      } else {
        reader.readCells();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return reader.damaged.complaint();
  }

  private void readCells() throws IOException {
    try (CsvRows.Reader table = CsvRows.read(file, CsvTable.KEY_HEADER)) {
      Columns columns = Columns.of(table);
      while (hasNext(table)) {
        try {
          rows.add(columns.row(table, table.nextWhole()));
        } catch (DamagedTableException e) {
          damaged.note(e);
        } catch (UncheckedIOException e) {
          damaged.note(damage(e));
        }
      }
    }
  }

  /** Whether there is another row: none behind a place from where on the file is no CSV. */
  private boolean hasNext(CsvRows.Reader table) throws IOException {
    try {
      return table.hasNext();
    } catch (UncheckedIOException e) {
      damaged.note(damage(e));
      return false;
    }
  }

  private static DamagedTableException damage(UncheckedIOException e) throws IOException {
    if (e.getCause() instanceof DamagedTableException damage) {
      return damage;
    }
    throw e.getCause();
  }

  private void readLines() throws IOException {
    try (JsonLines lines = JsonLines.read(file)) {
      while (lines.hasNext()) {
        try {
          rows.add(row(lines, lines.next()));
        } catch (DamagedTableException e) {
          damaged.note(e);
        }
      }
    }
  }

  private static ReportRow row(JsonLines lines, JsonNode line) throws DamagedTableException {
    String path = line.path("image").asText();
    if (path.isEmpty()) {
      throw lines.damaged("names no image");
    }
    String stage = line.path("stage").asText();
    List<Output> outputs = new ArrayList<>();
    if (stage.isEmpty()) {
      if (line.has("labels")) {
        outputs.add(output("", line.get("labels")));
        line.path("heads")
            .properties()
            .forEach(head -> outputs.add(output(head.getKey(), head.getValue())));
      } else if (!line.has(VectorColumn.EMBEDDING) && !line.has(VectorColumn.FILE)) {
        throw lines.damaged("is neither a result nor a failure of imagebeam's");
      }
    }
    return new ReportRow(
        path,
        line.path("model").asText(),
        line.path(CsvTable.SETTINGS).asText(),
        outputs,
        stage,
        line.path("message").asText());
  }

  private static Output output(String name, JsonNode labels) {
    List<Label> best = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST_LABELS, labels.size()); i++) {
      JsonNode score = labels.get(i).path("score");
      best.add(
          new Label(
              labels.get(i).path("label").asText(),
              score.isNumber() ? score.floatValue() : Float.POSITIVE_INFINITY,
              labels.get(i).path("synset").asText()));
    }
    return new Output(name, best);
  }

  /**
   * Where a CSV table has what is shown.
   *
   * @param failures whether it is a table of failures
   * @param scores for each output by its name, the columns of the scores, behind their labels'
   */
  private record Columns(boolean failures, int settings, Map<String, List<Integer>> scores) {
    static Columns of(CsvRows.Reader table) throws DamagedTableException {
      List<String> header = table.header();
      int settings = header.lastIndexOf(CsvTable.SETTINGS);
      if (header.size() > FailuresCsv.MESSAGE_COLUMN
          && header.get(FailuresCsv.STAGE_COLUMN).equals("stage")) {
        return new Columns(true, settings, Map.of());
      }
      Map<String, List<Integer>> scores = new LinkedHashMap<>();
      for (int i = CsvTable.MODEL_COLUMN + 2; i < header.size(); i++) {
        for (int label = 1; label <= MOST_LABELS; label++) {
          String score = ResultsCsv.SCORE + label;
          if (header.get(i).endsWith(score) && header.get(i - 1).endsWith("label_" + label)) {
            String start = header.get(i).substring(0, header.get(i).length() - score.length());
            String name = start.endsWith("_") ? start.substring(0, start.length() - 1) : start;
            scores.computeIfAbsent(name, unused -> new ArrayList<>()).add(i);
          }
        }
      }
      if (scores.isEmpty()
          && !header.contains(VectorColumn.EMBEDDING)
          && !header.contains(VectorColumn.FILE)) {
        throw table.damaged("is no header of imagebeam's: " + header);
      }
      return new Columns(false, settings, scores);
    }

    ReportRow row(CsvRows.Reader table, List<String> cells) throws DamagedTableException {
      List<Output> outputs = new ArrayList<>();
      for (Map.Entry<String, List<Integer>> output : scores.entrySet()) {
        List<Label> labels = new ArrayList<>();
        for (int score : output.getValue()) {
          if (!cells.get(score).isEmpty()) {
            labels.add(label(table, cells, score));
          }
        }
        outputs.add(new Output(output.getKey(), labels));
      }
      return new ReportRow(
          cells.get(0),
          cells.get(CsvTable.MODEL_COLUMN),
          settings < 0 ? "" : cells.get(settings),
          outputs,
          failures ? cells.get(FailuresCsv.STAGE_COLUMN) : "",
          failures ? cells.get(FailuresCsv.MESSAGE_COLUMN) : "");
    }

    private static Label label(CsvRows.Reader table, List<String> cells, int score)
        throws DamagedTableException {
      try {
        // Behind the score are the node's number and the synset.
        boolean synset =
            score + 2 < cells.size() && table.header().get(score + 2).contains("synset_");
        return new Label(
            cells.get(score - 1),
            Float.parseFloat(cells.get(score)),
            synset ? cells.get(score + 2) : "");
      } catch (NumberFormatException e) {
        throw table.damaged("has the score '" + cells.get(score) + "', which is no number");
      }
    }
  }
}
