package org.imagebeam.classify.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.JsonLines;
import org.imagebeam.table.TextTable;

/** A run's results and failures for people to read, each image's best label in a line. */
public final class ResultsTable {
  private final List<Line> lines;

  /** What is said of an image: its best score, or that it failed; and its label, or why it did. */
  record Line(String path, String score, String text) {
    /** Of the texts of a score and a label, both empty if there is none. */
    static Line ofLabel(String path, String score, String label) {
      return score.isEmpty()
          ? new Line(path, "", "(no label)")
          : new Line(path, String.format(Locale.ROOT, "%.4f", Float.parseFloat(score)), label);
    }

    static Line failed(String path, String message) {
      return new Line(path, "failed", message);
    }

    /** Of an image without labels. */
    static Line embedded(String path) {
      return new Line(path, "", "(an embedding)");
    }
  }

  private ResultsTable(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * Reads a results file, and the failures beside it if they are there.
   *
   * @param resultsFile as classify was given it, or one of a ledger's
   * @throws IOException if one can't be read, or isn't as classify has written it; names the row
   */
  public static ResultsTable read(String resultsFile) throws IOException {
    if (Storage.isFolder(resultsFile)) {
      throw new IOException(
          "'" + resultsFile + "' is a folder: name one of the results-… files in it");
    }
    if (!Storage.exists(resultsFile)) {
      throw new IOException(
          "there is no file '" + resultsFile + "': name a results file that classify has written");
    }
    String failuresFile = failuresBeside(resultsFile);
    List<Line> lines = new ArrayList<>();
    try {
      read(resultsFile, lines);
      if (Storage.exists(failuresFile)) {
        read(failuresFile, lines);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new ResultsTable(lines);
  }

  private static String failuresBeside(String resultsFile) throws IOException {
    int name = resultsFile.lastIndexOf('/') + 1;
    return OutputLayout.isTable(resultsFile.substring(name))
            && resultsFile.startsWith(OutputLayout.RESULTS_PREFIX, name)
        ? resultsFile.substring(0, name)
            + OutputLayout.FAILURES_PREFIX
            + resultsFile.substring(name + OutputLayout.RESULTS_PREFIX.length())
        : OutputLayout.of(resultsFile).failures("");
  }

  private static void read(String file, List<Line> lines) throws IOException {
    if (TableFormat.ofTable(file) == TableFormat.JSONL) {
      readObjects(file, lines);
    } else {
      readCells(file, lines);
    }
  }

  private static void readCells(String file, List<Line> lines) throws IOException {
    try (CsvRows.Reader rows = CsvRows.read(file, CsvTable.KEY_HEADER)) {
      List<String> header = rows.header();
      int score = header.indexOf(ResultsCsv.SCORE + 1);
      int message = header.indexOf("message");
      if (score < 0
          && message < 0
          && !header.contains(VectorColumn.EMBEDDING)
          && !header.contains(VectorColumn.FILE)) {
        throw rows.damaged("is no header of imagebeam's: " + header);
      }
      while (rows.hasNext()) {
        List<String> row = rows.nextWhole();
        String path = name(row.get(0));
        if (score >= 0) {
          try {
            lines.add(Line.ofLabel(path, row.get(score), row.get(score - 1)));
          } catch (NumberFormatException e) {
            throw rows.damaged("has the score '" + row.get(score) + "', which is no number");
          }
        } else {
          lines.add(message < 0 ? Line.embedded(path) : Line.failed(path, row.get(message)));
        }
      }
    }
  }

  private static void readObjects(String file, List<Line> lines) throws IOException {
    try (JsonLines rows = JsonLines.read(file)) {
      while (rows.hasNext()) {
        JsonNode row = rows.next();
        String path = name(row.path("image").asText());
        JsonNode best = row.path("labels").path(0);
        if (row.has("message")) {
          lines.add(Line.failed(path, row.get("message").asText()));
        } else if (row.has("labels")) {
          String score = best.path("score").isNumber() ? best.get("score").asText() : "";
          lines.add(Line.ofLabel(path, score, best.path("label").asText()));
        } else if (row.has(VectorColumn.EMBEDDING) || row.has(VectorColumn.FILE)) {
          lines.add(Line.embedded(path));
        } else {
          throw rows.damaged("is neither a result nor a failure of imagebeam's");
        }
      }
    }
  }

  /** The path's last two names: enough to know it by. */
  private static String name(String path) {
    int last = path.lastIndexOf('/');
    int before = last < 0 ? -1 : path.lastIndexOf('/', last - 1);
    return path.substring(before + 1);
  }

  /** Prints both in columns. */
  public void print(PrintWriter out) {
    TextTable table = new TextTable(List.of("IMAGE", "SCORE", "LABEL"), Set.of());
    lines.forEach(line -> table.add(List.of(line.path(), line.score(), line.text())));
    table.print(out);
  }
}
