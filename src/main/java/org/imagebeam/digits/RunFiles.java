package org.imagebeam.digits;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.report.Curve;
import org.imagebeam.report.HtmlReport;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.tfrecord.ScalarEvents;

/**
 * Writes what a training leaves for people beside its checkpoints: the table, TensorBoard's
 * scalars, and a page with the curves. Each is written whole, from all rows, so none holds a row
 * twice, whatever befell the runs before.
 */
final class RunFiles {
  static final String METRICS = "metrics.csv";
  static final String CURVES = "curves.html";

  private final String folder;
  private final String title;

  /**
   * @param folder local or {@code gs://}
   * @param title of the page
   */
  RunFiles(String folder, String title) {
    this.folder = folder;
    this.title = title;
  }

  /** Returns the path of the table. */
  static String metrics(String folder) {
    return Storage.resolve(folder, METRICS);
  }

  /** Returns the path of the page. */
  static String curves(String folder) {
    return Storage.resolve(folder, CURVES);
  }

  /**
   * Sees that all files of a training can be written, and writes none; makes the folder.
   *
   * @throws org.imagebeam.local.OutputException if one can't be written
   */
  static void requireWritable(String folder) throws IOException {
    AtomicFile.requireWritable(
        folder,
        List.of(
            METRICS,
            ScalarEvents.FILE_NAME,
            CURVES,
            TrainingRecord.NAME,
            CheckpointState.FILE_NAME));
  }

  /** Reads the rows so far. */
  List<EpochRow> read() throws IOException {
    return EpochRow.TABLE.read(metrics(folder));
  }

  /** Writes all files, the table first: the others follow from it. */
  void write(List<EpochRow> rows) throws IOException {
    EpochRow.TABLE.write(metrics(folder), rows);
    try (AtomicFile file = AtomicFile.create(Storage.resolve(folder, ScalarEvents.FILE_NAME))) {
      ScalarEvents.write(rows.stream().map(RunFiles::scalars).toList(), file.out());
      file.commit();
    }
    AtomicFile.write(curves(folder), page(rows));
  }

  private static ScalarEvents.Step scalars(EpochRow row) {
    return new ScalarEvents.Step(
        row.step(),
        row.time(),
        Map.of(
            "loss", row.loss(),
            "accuracy/train", row.trainAccuracy(),
            "accuracy/validation", row.validationAccuracy(),
            "accuracy/test", row.testAccuracy()));
  }

  private byte[] page(List<EpochRow> rows) {
    HtmlReport page = new HtmlReport(title);
    addCurves(
        page,
        "Accuracy",
        List.of(
            Curve.of("test", rows, EpochRow::epoch, EpochRow::testAccuracy),
            Curve.of("validation", rows, EpochRow::epoch, EpochRow::validationAccuracy),
            Curve.of("training", rows, EpochRow::epoch, EpochRow::trainAccuracy)));
    addCurves(page, "Loss", List.of(Curve.of("training", rows, EpochRow::epoch, EpochRow::loss)));
    page.table(EpochRow.TABLE.header(), rows.stream().map(EpochRow::cells).toList());
    return page.toBytes();
  }

  private static void addCurves(HtmlReport page, String caption, List<Curve> curves) {
    if (curves.stream().anyMatch(curve -> !curve.points().isEmpty())) {
      page.curves(caption, "epoch", curves);
    }
  }
}
