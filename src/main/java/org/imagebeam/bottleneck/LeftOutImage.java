package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.table.SpreadsheetCells;

/**
 * An image that is left out.
 *
 * @param image its path
 * @param label its class, or empty if it is of none
 * @param reason why
 */
public record LeftOutImage(String image, String label, StageFailure reason) {
  private static final List<String> HEADER = List.of("image", "class", "stage", "error", "message");

  public LeftOutImage {
    requireNonNull(image, "image is null");
    requireNonNull(label, "label is null");
    requireNonNull(reason, "reason is null");
  }

  /**
   * Writes {@code failures.csv}: a row for each image, RFC 4180, UTF-8. Replaces the file; where
   * nothing failed, it has its header alone.
   *
   * @param failures sorted by path
   * @param shielded whether cells are kept from being formulas, see {@link SpreadsheetCells}
   */
  public static void write(String path, List<LeftOutImage> failures, boolean shielded)
      throws IOException {
    try (AtomicFile file = AtomicFile.create(path)) {
      try (CSVPrinter printer =
          new CSVPrinter(
              new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8)),
              SpreadsheetCells.format(shielded))) {
        printer.printRecord(HEADER);
        for (LeftOutImage failure : failures) {
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
