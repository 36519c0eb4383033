package org.imagebeam.classify.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;
import org.imagebeam.table.JsonLines;
import org.imagebeam.table.TextTable;

/**
 * A run's results and failures for people to read, each image's best label in a line; of a network
 * with several outputs, the best label of each.
 */
public final class ResultsTable {
  private final List<Line> lines = new ArrayList<>();

  /** The names of the other outputs, in their order. */
  private final Set<String> heads = new LinkedHashSet<>();

  /** The texts of a label and its score. */
  private record Label(String score, String text) {
    static final Label NONE = new Label("", "");

    /** Of the texts as they are in a table, both empty if there is no label. */
    static Label of(String score, String label) {
      return score.isEmpty()
          ? new Label("", "(no label)")
          : new Label(String.format(Locale.ROOT, "%.4f", Float.parseFloat(score)), label);
    }
  }

  /**
   * What is said of an image: its best label, that it failed and why, or that it has no labels.
   *
   * @param heads the best label of each other output, by its name
   */
  private record Line(String path, Label best, Map<String, Label> heads) {
    static Line failed(String path, String message) {
      return new Line(path, new Label("failed", message), Map.of());
    }

    /** Of an image without labels. */
    static Line embedded(String path) {
      return new Line(path, new Label("", "(an embedding)"), Map.of());
    }
  }

  private ResultsTable() {}

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
    ResultsTable table = new ResultsTable();
    try {
      table.add(resultsFile);
      if (Storage.exists(failuresFile)) {
        table.add(failuresFile);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return table;
  }

  /**
   * Returns the path of the failures that belong to a results file, which may be one of a folder's.
   *
   * @throws IOException if it can't be found out what the file is
   */
  public static String failuresBeside(String resultsFile) throws IOException {
    int name = resultsFile.lastIndexOf('/') + 1;
    return OutputLayout.isTable(resultsFile.substring(name))
            && resultsFile.startsWith(OutputLayout.RESULTS_PREFIX, name)
        ? resultsFile.substring(0, name)
            + OutputLayout.FAILURES_PREFIX
            + resultsFile.substring(name + OutputLayout.RESULTS_PREFIX.length())
        : OutputLayout.of(resultsFile).failures("");
  }

  private void add(String file) throws IOException {
    if (TableFormat.ofTable(file) == TableFormat.JSONL) {
      addObjects(file);
    } else {
      addCells(file);
    }
  }

  private void addCells(String file) throws IOException {
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
      Map<String, Integer> headScores = ResultsCsv.headScores(header);
      heads.addAll(headScores.keySet());
      while (rows.hasNext()) {
        List<String> row = rows.nextWhole();
        String path = name(row.get(0));
        if (score >= 0) {
          Map<String, Label> others = new LinkedHashMap<>();
          for (Map.Entry<String, Integer> head : headScores.entrySet()) {
            others.put(head.getKey(), label(rows, row, head.getValue()));
          }
          lines.add(new Line(path, label(rows, row, score), others));
        } else {
          lines.add(message < 0 ? Line.embedded(path) : Line.failed(path, row.get(message)));
        }
      }
    }
  }

  /**
   * @param score the column of the label's score, which stands behind the label
   */
  private static Label label(CsvRows.Reader rows, List<String> row, int score)
      throws DamagedTableException {
    try {
      return Label.of(row.get(score), row.get(score - 1));
    } catch (NumberFormatException e) {
      throw rows.damaged("has the score '" + row.get(score) + "', which is no number");
    }
  }

  private void addObjects(String file) throws IOException {
    try (JsonLines rows = JsonLines.read(file)) {
      while (rows.hasNext()) {
        JsonNode row = rows.next();
        String path = name(row.path("image").asText());
        if (row.has("message")) {
          lines.add(Line.failed(path, row.get("message").asText()));
        } else if (row.has("labels")) {
          Map<String, Label> others = new LinkedHashMap<>();
          for (Map.Entry<String, JsonNode> head : row.path("heads").properties()) {
            others.put(head.getKey(), label(head.getValue()));
          }
          heads.addAll(others.keySet());
          lines.add(new Line(path, label(row.get("labels")), others));
        } else if (row.has(VectorColumn.EMBEDDING) || row.has(VectorColumn.FILE)) {
          lines.add(Line.embedded(path));
        } else {
          throw rows.damaged("is neither a result nor a failure of imagebeam's");
        }
      }
    }
  }

  private static Label label(JsonNode labels) {
    JsonNode best = labels.path(0);
    String score = best.path("score").isNumber() ? best.get("score").asText() : "";
    return Label.of(score, best.path("label").asText());
  }

  /** The path's last two names: enough to know it by. */
  private static String name(String path) {
    int last = path.lastIndexOf('/');
    int before = last < 0 ? -1 : path.lastIndexOf('/', last - 1);
    return path.substring(before + 1);
  }

  /** Prints both in columns, with two more for each other output. */
  public void print(PrintWriter out) {
    List<String> header = new ArrayList<>(List.of("IMAGE", "SCORE", "LABEL"));
    for (String head : heads) {
      String name = head.toUpperCase(Locale.ROOT);
      header.addAll(List.of(name + " SCORE", name + " LABEL"));
    }
    TextTable table = new TextTable(header, Set.of());
    for (Line line : lines) {
      List<String> cells =
          new ArrayList<>(List.of(line.path(), line.best().score(), line.best().text()));
      if (!line.heads().isEmpty()) {
        for (String head : heads) {
          Label label = line.heads().getOrDefault(head, Label.NONE);
          cells.addAll(List.of(label.score(), label.text()));
        }
      }
      table.add(cells);
    }
    table.print(out);
  }
}
