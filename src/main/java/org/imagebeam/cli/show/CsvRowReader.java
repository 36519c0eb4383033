package org.imagebeam.cli.show;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.ModelCell;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;

/** Reads a table of results or failures in CSV, by the names of its columns. */
final class CsvRowReader {
  private final CsvRows.Reader rows;
  private final List<String> header;
  private final int message;
  private final int settings;
  private final ImmutableList<Integer> scores;
  private final Map<String, ImmutableList<Integer>> headScores = new LinkedHashMap<>();

  private CsvRowReader(CsvRows.Reader rows) throws DamagedTableException {
    this.rows = rows;
    this.header = rows.header();
    this.message = header.indexOf("message");
    this.settings = header.lastIndexOf(CsvTable.SETTINGS);
    this.scores = scores("");
    if (scores.isEmpty()
        && message < 0
        && !header.contains(VectorColumn.EMBEDDING)
        && !header.contains(VectorColumn.FILE)) {
      throw rows.damaged("is no header of imagebeam's: " + header);
    }
    for (String head : ResultsCsv.headScores(header).keySet()) {
      headScores.put(head, scores(head + "_"));
    }
  }

  /** The columns of scores, each of which stands behind its label. */
  private ImmutableList<Integer> scores(String start) {
    ImmutableList.Builder<Integer> columns = ImmutableList.builder();
    for (int i = 1, at = column(start, i); at > 0; at = column(start, ++i)) {
      columns.add(at);
    }
    return columns.build();
  }

  private int column(String start, int number) {
    return header.indexOf(start + ResultsCsv.SCORE + number);
  }

  /**
   * Reads all rows, or those up to the last that is wanted.
   *
   * @return whether more rows are wanted
   */
  static boolean read(String file, RowSink sink) throws IOException {
    try (CsvRows.Reader rows = CsvRows.read(file, CsvTable.KEY_HEADER)) {
      CsvRowReader reader = new CsvRowReader(rows);
      while (rows.hasNext()) {
        if (!reader.next(sink)) {
          return false;
        }
      }
    } catch (DamagedTableException e) {
      sink.damaged(e);
    } catch (UncheckedIOException e) {
      sink.damaged(damage(e));
    }
    return true;
  }

  private boolean next(RowSink sink) throws IOException {
    ShownRow row;
    try {
      row = row(rows.nextWhole());
    } catch (DamagedTableException e) {
      sink.damaged(e);
      return true;
    } catch (UncheckedIOException e) {
      sink.damaged(damage(e));
      return true;
    }
    return sink.take(row);
  }

  private static DamagedTableException damage(UncheckedIOException e) throws IOException {
    if (e.getCause() instanceof DamagedTableException damage) {
      return damage;
    }
    throw e.getCause();
  }

  private ShownRow row(List<String> cells) throws DamagedTableException {
    String path = cells.get(0);
    ShownRow.RunIds run =
        new ShownRow.RunIds(
            header.size() > CsvTable.MODEL_COLUMN
                ? ModelCell.renew(cells.get(CsvTable.MODEL_COLUMN))
                : "",
            settings < 0 ? "" : cells.get(settings));
    if (scores.isEmpty()) {
      return message < 0
          ? ShownRow.embedded(path, run)
          : ShownRow.failed(path, run, cells.get(message));
    }
    ImmutableMap.Builder<String, ImmutableList<ShownRow.Label>> heads = ImmutableMap.builder();
    for (Map.Entry<String, ImmutableList<Integer>> head : headScores.entrySet()) {
      heads.put(head.getKey(), labels(cells, head.getValue()));
    }
    return new ShownRow(path, run, null, true, labels(cells, scores), heads.buildOrThrow());
  }

  /** Where a cell is empty there is no label, and none behind it. */
  private ImmutableList<ShownRow.Label> labels(List<String> cells, List<Integer> columns)
      throws DamagedTableException {
    ImmutableList.Builder<ShownRow.Label> labels = ImmutableList.builder();
    for (int at : columns) {
      String score = cells.get(at);
      if (score.isEmpty()) {
        break;
      }
      try {
        // Behind the score stands the node's number, and then the synset.
        boolean synset = at + 2 < cells.size() && header.get(at + 2).contains("synset_");
        labels.add(
            new ShownRow.Label(
                cells.get(at - 1), Float.parseFloat(score), synset ? cells.get(at + 2) : ""));
      } catch (NumberFormatException e) {
        throw rows.damaged("has the score '" + score + "', which is no number");
      }
    }
    return labels.build();
  }
}
