package org.imagebeam.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/** {@code metrics.csv}: a row an epoch, of all runs of a training. RFC 4180, UTF-8. */
final class MetricsFile {
  static final String NAME = "metrics.csv";

  static final List<String> HEADER =
      List.of(
          "epoch",
          "step",
          "loss",
          "train_accuracy",
          "validation_accuracy",
          "test_accuracy",
          "seconds",
          "time");

  private static final long MAX_BYTES = 1L << 28;
  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  private MetricsFile() {}

  /** Replaces the file. */
  static void write(String path, List<EpochRow> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
      printer.printRecord(HEADER);
      for (EpochRow row : rows) {
        printer.printRecord(cells(row));
      }
    }
    AtomicFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A row's values, as many as {@link #HEADER} has. */
  static List<String> cells(EpochRow row) {
    return List.of(
        Long.toString(row.epoch()),
        Long.toString(row.step()),
        Float.toString(row.loss()),
        Float.toString(row.trainAccuracy()),
        Float.toString(row.validationAccuracy()),
        Float.toString(row.testAccuracy()),
        String.format(Locale.ROOT, "%.3f", row.seconds()),
        row.time().toString());
  }

  /**
   * The rows of a file; none if there is none.
   *
   * @throws IOException if it can't be read, or isn't such a file
   */
  static List<EpochRow> read(String path) throws IOException {
    byte[] bytes;
    try {
      bytes = Storage.readAll(path, MAX_BYTES);
    } catch (NoSuchFileException | FileNotFoundException e) {
      if (Storage.exists(path)) {
        throw e;
      }
      return List.of();
    }
    List<EpochRow> rows = new ArrayList<>();
    try (StringReader text = new StringReader(new String(bytes, StandardCharsets.UTF_8))) {
      List<CSVRecord> records = FORMAT.parse(text).getRecords();
      if (records.isEmpty() || !records.get(0).toList().equals(HEADER)) {
        throw new IllegalArgumentException("its header isn't " + String.join(",", HEADER));
      }
      for (CSVRecord record : records.subList(1, records.size())) {
        rows.add(row(record));
      }
      return rows;
    } catch (IllegalArgumentException | DateTimeParseException | IndexOutOfBoundsException e) {
      throw new IOException(
          path
              + " is no table of a training, or is damaged ("
              + e.getMessage()
              + "): move it away, and the training goes on without the rows so far",
          e);
    }
  }

  private static EpochRow row(CSVRecord cells) {
    return new EpochRow(
        Long.parseLong(cells.get(0)),
        Long.parseLong(cells.get(1)),
        Float.parseFloat(cells.get(2)),
        Float.parseFloat(cells.get(3)),
        Float.parseFloat(cells.get(4)),
        Float.parseFloat(cells.get(5)),
        Double.parseDouble(cells.get(6)),
        Instant.parse(cells.get(7)));
  }
}
