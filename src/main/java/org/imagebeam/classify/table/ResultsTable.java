package org.imagebeam.classify.table;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;
import org.imagebeam.table.TextTable;

/** A run's results and failures for people to read, each image's best label in a line. */
public final class ResultsTable {
  private static final int LABEL = CsvTable.MODEL_COLUMN + 1;
  private static final int SCORE = LABEL + 1;
  private static final int MESSAGE = FailuresCsv.MESSAGE_COLUMN;
  private static final List<String> RESULTS_HEADER =
      List.of("image", "size_bytes", "modified", "model", "label_1", "score_1");
  private static final List<String> FAILURES_HEADER =
      List.of("image", "size_bytes", "modified", "model", "stage", "error", "message");

  private final List<Line> lines;

  /** What is said of an image: its best score, or that it failed; and its label, or why it did. */
  private record Line(String path, String score, String text) {}

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
          "'" + resultsFile + "' is a folder: name one of the results-….csv files in it");
    }
    if (!Storage.exists(resultsFile)) {
      throw new IOException(
          "there is no file '" + resultsFile + "': name a results file that classify has written");
    }
    String failuresFile = failuresBeside(resultsFile);
    List<Line> lines = new ArrayList<>();
    try {
      read(resultsFile, RESULTS_HEADER, lines);
      if (Storage.exists(failuresFile)) {
        read(failuresFile, FAILURES_HEADER, lines);
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

  private static void read(String file, List<String> header, List<Line> lines) throws IOException {
    boolean results = header.equals(RESULTS_HEADER);
    try (CsvRows.Reader rows = CsvRows.read(file, header)) {
      while (rows.hasNext()) {
        List<String> row = rows.nextWhole();
        String score = results ? score(rows, row.get(SCORE)) : "failed";
        lines.add(new Line(name(row.get(0)), score, row.get(results ? LABEL : MESSAGE)));
      }
    }
  }

  private static String score(CsvRows.Reader rows, String cell) throws DamagedTableException {
    try {
      return String.format(Locale.ROOT, "%.4f", Float.parseFloat(cell));
    } catch (NumberFormatException e) {
      throw rows.damaged("has the score '" + cell + "', which is no number");
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
