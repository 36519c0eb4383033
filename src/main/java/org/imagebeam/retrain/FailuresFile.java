package org.imagebeam.retrain;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.pipeline.SpreadsheetCells;
import org.imagebeam.storage.AtomicFile;

/** {@code failures.csv}: a row for each picture that is left out. RFC 4180, UTF-8. */
final class FailuresFile {
  static final String NAME = "failures.csv";

  static final List<String> HEADER = List.of("image", "class", "stage", "error", "message");

  private FailuresFile() {}

  /**
   * Replaces the file; where nothing failed, it has its header alone.
   *
   * @param failures sorted by path
   * @param shielded whether cells are kept from being formulas, see {@link SpreadsheetCells}
   */
  static void write(String path, List<PictureFailure> failures, boolean shielded)
      throws IOException {
    try (AtomicFile file = AtomicFile.create(path)) {
      try (CSVPrinter printer =
          new CSVPrinter(
              new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8)),
              SpreadsheetCells.format(shielded))) {
        printer.printRecord(HEADER);
        for (PictureFailure failure : failures) {
          StageFailure reason = failure.reason();
          List<String> row =
              List.of(
                  failure.image(),
                  failure.label(),
                  reason.stage(),
                  reason.error(),
                  reason.message());
          printer.printRecord(shielded ? SpreadsheetCells.shield(row) : row);
        }
      }
      file.commit();
    }
  }
}
