package org.imagebeam.retrain;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.bottleneck.PictureFailure;
import org.imagebeam.bottleneck.StageFailure;
import org.imagebeam.storage.AtomicFile;

/** {@code failures.csv}: a row for each picture that is left out. RFC 4180, UTF-8. */
public final class FailuresFile {
  static final String NAME = "failures.csv";

  static final List<String> HEADER = List.of("image", "class", "stage", "error", "message");

  private FailuresFile() {}

  /**
   * Replaces the file; where nothing failed, it has its header alone.
   *
   * @param failures sorted by path
   */
  public static void write(String path, List<PictureFailure> failures) throws IOException {
    try (AtomicFile file = AtomicFile.create(path)) {
      try (CSVPrinter printer =
          new CSVPrinter(
              new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8)),
              CSVFormat.RFC4180)) {
        printer.printRecord(HEADER);
        for (PictureFailure failure : failures) {
          StageFailure reason = failure.reason();
          printer.printRecord(
              failure.image(), failure.label(), reason.stage(), reason.error(), reason.message());
        }
      }
      file.commit();
    }
  }
}
