package org.imagebeam.classify.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.SpreadsheetCells;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a run's two tables of the parts that were committed: sorted by path, and each image that
 * the run has listed in one row of one of them. Rows of files that are not listed any more, or are
 * other files by now, are left out.
 */
public final class MergeParts {
  private static final Logger LOG = LoggerFactory.getLogger(MergeParts.class);

  private final CsvTable<?> resultsTable;
  private final CsvTable<?> failuresTable;
  private final boolean shielded;

  /**
   * @param shielded whether cells are kept from being formulas, see {@link SpreadsheetCells}
   */
  public MergeParts(CsvTable<?> resultsTable, CsvTable<?> failuresTable, boolean shielded) {
    this.resultsTable = resultsTable;
    this.failuresTable = failuresTable;
    this.shielded = shielded;
  }

  /**
   * What was merged.
   *
   * @param classified rows of results
   * @param failed rows of failures, by stage
   */
  public record Counts(long classified, Map<String, Long> failed) {}

  /**
   * Writes both tables. The failures appear first: where the results are, all is there.
   *
   * @param parts the folder of the parts
   * @param listing the file of {@link ListedImages}
   * @throws PipelineFailedException if a listed image has no row; no table is there then
   * @throws IOException if a part can't be read or a table can't be written; neither is half there
   */
  public Counts merge(String parts, String listing, String results, String failures)
      throws IOException {
    long classified = 0;
    Map<String, Long> failed = new TreeMap<>();
    try (ListedImages images = ListedImages.read(listing);
        SortedParts rows = new SortedParts(parts);
        AtomicFile resultsFile = AtomicFile.create(results);
        AtomicFile failuresFile = AtomicFile.create(failures)) {
      try (CSVPrinter resultsCsv = printer(resultsFile, resultsTable);
          CSVPrinter failuresCsv = printer(failuresFile, failuresTable)) {
        while (images.hasNext()) {
          ImageKey image = images.next();
          SortedParts.Row row = require(rows.take(image), image);
          if (row.failure()) {
            failuresCsv.printRecord(cells(failuresTable, row));
            failed.merge(row.cells().get(FailuresCsv.STAGE_COLUMN), 1L, Long::sum);
          } else {
            resultsCsv.printRecord(cells(resultsTable, row));
            classified++;
          }
        }
      }
      if (rows.passedOver() > 0) {
        LOG.info("left out {} rows of files that are gone or have changed", rows.passedOver());
      }
      failuresFile.commit();
      resultsFile.commit();
    }
    return new Counts(classified, failed);
  }

  private CSVPrinter printer(AtomicFile file, CsvTable<?> table) throws IOException {
    return shielded
        ? CsvRows.printQuoted(file.out(), table.header())
        : CsvRows.print(file.out(), table.header());
  }

  private List<String> cells(CsvTable<?> table, SortedParts.Row row) {
    return shielded ? shield(table.header(), row.cells()) : row.cells();
  }

  /** All but the scores, which may be negative, and the key's numbers. */
  private static List<String> shield(List<String> header, List<String> row) {
    List<String> cells = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      cells.add(isNumber(header.get(i)) ? row.get(i) : SpreadsheetCells.shield(row.get(i)));
    }
    return cells;
  }

  private static boolean isNumber(String column) {
    return column.startsWith(ResultsCsv.SCORE) || CsvTable.KEY_HEADER.indexOf(column) > 0;
  }

  private static SortedParts.Row require(Optional<SortedParts.Row> row, ImageKey image) {
    return row.orElseThrow(
        () ->
            new PipelineFailedException(
                "'"
                    + image.path()
                    + "' was listed, and the pipeline has ended without a row for it; run again,"
                    + " the same command goes on from what was committed",
                null));
  }
}
