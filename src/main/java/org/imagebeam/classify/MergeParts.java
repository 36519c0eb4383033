package org.imagebeam.classify;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * Makes a run's two tables of the parts that were committed: sorted by path, and each image in one
 * row of one of them. Where an image has both a result and a failure, because a bundle was
 * repeated, the result counts.
 */
final class MergeParts {
  private MergeParts() {}

  /**
   * What was merged.
   *
   * @param classified rows of results
   * @param failed rows of failures, by stage
   */
  record Counts(long classified, Map<String, Long> failed) {}

  /**
   * Writes both tables. The failures appear first: where the results are, all is there.
   *
   * @throws IOException if a part can't be read or a table can't be written; neither is half there
   */
  static Counts merge(
      String parts,
      CsvTable<?> resultsTable,
      String results,
      CsvTable<?> failuresTable,
      String failures)
      throws IOException {
    long classified = 0;
    Map<String, Long> failed = new TreeMap<>();
    try (SortedParts resultRows = open(parts, OutputLayout.RESULTS_PREFIX);
        SortedParts failureRows = open(parts, OutputLayout.FAILURES_PREFIX);
        AtomicFile resultsFile = AtomicFile.create(results);
        AtomicFile failuresFile = AtomicFile.create(failures)) {
      try (CSVPrinter resultsCsv = CsvRows.print(resultsFile.out(), resultsTable.header());
          CSVPrinter failuresCsv = CsvRows.print(failuresFile.out(), failuresTable.header())) {
        while (resultRows.hasNext() || failureRows.hasNext()) {
          int order = order(resultRows, failureRows);
          if (order <= 0) {
            resultsCsv.printRecord(resultRows.next());
            classified++;
          }
          if (order >= 0) {
            List<String> failure = failureRows.next();
            if (order > 0) {
              failuresCsv.printRecord(failure);
              failed.merge(failure.get(FailuresCsv.STAGE_COLUMN), 1L, Long::sum);
            }
          }
        }
      }
      failuresFile.commit();
      resultsFile.commit();
    }
    return new Counts(classified, failed);
  }

  /** Which of the two has the lower path next, as a comparison. */
  private static int order(SortedParts results, SortedParts failures) {
    if (!results.hasNext() || !failures.hasNext()) {
      return results.hasNext() ? -1 : 1;
    }
    return results.peekPath().compareTo(failures.peekPath());
  }

  private static SortedParts open(String folder, String prefix) throws IOException {
    return new SortedParts(
        Storage.list(folder).stream()
            .filter(name -> OutputLayout.isTable(name) && name.startsWith(prefix))
            .map(name -> Storage.resolve(folder, name))
            .toList());
  }
}
