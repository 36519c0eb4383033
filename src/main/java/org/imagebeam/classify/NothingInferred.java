package org.imagebeam.classify;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.PartMerger;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.model.ModelException;
import org.imagebeam.table.CsvRows;

/** Tells a model that answers no image from images that can't be used. */
final class NothingInferred {
  private NothingInferred() {}

  /**
   * Looks at what a run has written.
   *
   * @param failures path of the failures' table
   * @throws ModelException if no image was classified and the network failed on each that reached
   *     it; says how the first one failed
   * @throws IOException if the table can't be read
   */
  static void check(PartMerger.Counts counts, String failures) throws IOException {
    long failed = counts.failed().getOrDefault(ImageStages.INFER, 0L);
    if (counts.classified() > 0 || failed == 0) {
      return;
    }
    List<String> first = first(failures);
    throw new ModelException(
        ModelException.Kind.UNUSABLE,
        String.format(
            Locale.ROOT,
            "the model answered none of %d image%s; the first, %s, failed with: %s (rows in %s)",
            failed,
            failed == 1 ? "" : "s",
            first.get(0),
            first.get(FailuresCsv.MESSAGE_COLUMN).lines().findFirst().orElse(""),
            failures));
  }

  private static List<String> first(String failures) throws IOException {
    try (CsvRows.Reader rows = CsvRows.read(failures, CsvTable.KEY_HEADER)) {
      List<String> row = rows.next();
      while (!row.get(FailuresCsv.STAGE_COLUMN).equals(ImageStages.INFER)) {
        row = rows.next();
      }
      return row;
    }
  }
}
