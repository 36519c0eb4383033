package org.imagebeam.classify.ledger;

import java.util.List;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.EmbeddingPlace;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;

/**
 * Where the cells of a ledger's CSV table are that have to be looked at. A column that the table
 * doesn't have is -1.
 *
 * @param failures whether it is a table of failures
 * @param settings missing in tables of former releases
 * @param score of the best label; missing in tables without labels
 * @param embedding missing in tables without embeddings, or with files of them
 * @param shard missing in tables without files of embeddings; the row in it follows
 */
record LedgerColumns(boolean failures, int settings, int score, int embedding, int shard) {
  private static final int NONE = -1;

  /**
   * Reads the header.
   *
   * @throws DamagedTableException if it is none of imagebeam's
   */
  static LedgerColumns of(CsvRows.Reader reader) throws DamagedTableException {
    List<String> header = reader.header();
    int settings = header.lastIndexOf(CsvTable.SETTINGS);
    if (startsWith(header, List.of("model", "stage", "error", "message"))) {
      return new LedgerColumns(true, settings, NONE, NONE, NONE);
    }
    boolean labels = startsWith(header, List.of("model", "label_1", ResultsCsv.SCORE + 1));
    int embedding = header.indexOf(VectorColumn.EMBEDDING);
    int shard = header.indexOf(VectorColumn.FILE);
    int first = CsvTable.MODEL_COLUMN + 1;
    boolean vectors =
        startsWith(header, List.of("model")) && (embedding == first || shard == first);
    if (!labels && !vectors) {
      throw reader.damaged("is no header of imagebeam's: " + header);
    }
    return new LedgerColumns(false, settings, labels ? first + 1 : NONE, embedding, shard);
  }

  private static boolean startsWith(List<String> header, List<String> names) {
    int from = CsvTable.MODEL_COLUMN;
    return header.size() >= from + names.size()
        && header.subList(from, from + names.size()).equals(names);
  }

  /**
   * Reads a row.
   *
   * @throws DamagedTableException if it isn't as it was written
   */
  LedgerRow row(CsvRows.Reader reader, List<String> cells) throws DamagedTableException {
    LedgerRow.Texts texts =
        new LedgerRow.Texts(
            cells.get(0),
            cells.get(1),
            cells.get(2),
            cells.get(CsvTable.MODEL_COLUMN),
            settings < 0 ? "" : cells.get(settings));
    LedgerRow row =
        texts.check(
            settings >= 0,
            failures
                ? LedgerRow.Outcome.ofFailure(
                    cells.get(FailuresCsv.STAGE_COLUMN), cells.get(FailuresCsv.ERROR_COLUMN))
                : LedgerRow.Outcome.RESULT,
            place(reader, cells),
            reader::damaged);
    if (score >= 0) {
      requireNumber(reader, cells);
    }
    if (embedding >= 0
        && cells.get(embedding).startsWith("[") != cells.get(embedding).endsWith("]")) {
      throw reader.damaged("has an embedding that is cut off");
    }
    return row;
  }

  private EmbeddingPlace place(CsvRows.Reader reader, List<String> cells)
      throws DamagedTableException {
    if (shard >= 0) {
      String row = shard + 1 < cells.size() ? cells.get(shard + 1) : "";
      return LedgerRow.Texts.place(cells.get(shard), row, reader::damaged);
    }
    return embedding < 0 ? EmbeddingPlace.NONE : EmbeddingPlace.TEXT;
  }

  /** An image whose scores were all too low has no label, and no score. */
  private void requireNumber(CsvRows.Reader reader, List<String> cells)
      throws DamagedTableException {
    String cell = cells.get(score);
    if (cell.isEmpty() && cells.get(score - 1).isEmpty() && cells.get(score + 1).isEmpty()) {
      return;
    }
    try {
      Float.parseFloat(cell);
    } catch (NumberFormatException e) {
      throw reader.damaged("has the score '" + cell + "', which is no number");
    }
  }
}
