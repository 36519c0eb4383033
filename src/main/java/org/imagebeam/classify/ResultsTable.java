package org.imagebeam.classify;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.storage.Storage;

/** A run's results and failures for people to read, each image's best label in a line. */
public final class ResultsTable {
  private static final int LABEL = CsvTable.MODEL_COLUMN + 1;
  private static final int SCORE = LABEL + 1;
  private static final int MESSAGE = FailuresCsv.STAGE_COLUMN + 2;

  private final List<List<String>> results;
  private final List<List<String>> failures;

  private ResultsTable(List<List<String>> results, List<List<String>> failures) {
    this.results = results;
    this.failures = failures;
  }

  /**
   * Reads a results file, and the failures beside it if they are there.
   *
   * @throws IOException if it can't be read, or is no such file
   */
  public static ResultsTable read(String resultsFile) throws IOException {
    String failuresFile = OutputLayout.of(resultsFile).failures("");
    return new ResultsTable(
        rows(resultsFile), Storage.exists(failuresFile) ? rows(failuresFile) : List.of());
  }

  /** Prints both in columns. */
  public void print(PrintWriter out) {
    int width = 5;
    for (List<List<String>> rows : List.of(results, failures)) {
      for (List<String> row : rows) {
        width = Math.max(width, name(row).length());
      }
    }
    String format = "%-" + width + "s  %-6s  %s%n";
    out.printf(format, "IMAGE", "SCORE", "LABEL");
    for (List<String> row : results) {
      String score = String.format(Locale.ROOT, "%.4f", Float.parseFloat(row.get(SCORE)));
      out.printf(format, name(row), score, row.get(LABEL));
    }
    for (List<String> row : failures) {
      out.printf(format, name(row), "failed", row.get(MESSAGE));
    }
  }

  /** The path's last two names: enough to know it by. */
  private static String name(List<String> row) {
    String path = row.get(0);
    int last = path.lastIndexOf('/');
    int before = last < 0 ? -1 : path.lastIndexOf('/', last - 1);
    return path.substring(before + 1);
  }

  private static List<List<String>> rows(String file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (CsvRows.Reader reader = CsvRows.read(file, CsvTable.KEY_HEADER)) {
      reader.forEachRemaining(rows::add);
    }
    return rows;
  }
}
