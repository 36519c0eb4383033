package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.learn.EvaluationLog;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelWriter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.tfrecord.ScalarEvents;

/**
 * Knows where all that a retraining makes has its place: the model folder, with what tells of its
 * making beside the model's own files.
 *
 * @param path of the folder, local or {@code gs://}
 */
record OutputFolder(String path) implements EvaluationLog, Serializable {
  OutputFolder {
    requireNonNull(path, "path is null");
  }

  /**
   * Sees that nothing is written among what is read.
   *
   * @param images the folder of the images
   * @param model as the user names it
   * @throws InvalidValueException if this is one of them, or in the former
   * @throws IOException if that can't be found out
   */
  void requireApartFrom(String images, String model) throws IOException {
    if ((absolute(path) + "/").startsWith(absolute(images) + "/")) {
      throw new InvalidValueException(
          "--output='"
              + path
              + "' lies in --images='"
              + images
              + "', where each folder is a class: name one outside");
    }
    for (String cleared : List.of(checkpoints(), bottlenecks())) {
      if ((absolute(images) + "/").startsWith(absolute(cleared) + "/")) {
        throw new InvalidValueException(
            "--images='"
                + images
                + "' lies in "
                + cleared
                + ", which is written: name another --output");
      }
    }
    if (absolute(path).equals(absolute(model))) {
      throw new InvalidValueException(
          "--output='" + path + "' is the --model that is retrained: name another folder");
    }
  }

  /**
   * Sees that all files can be written, and writes none; makes the folders.
   *
   * @throws org.imagebeam.local.OutputException if one can't be written
   */
  void requireWritable() throws IOException {
    ModelWriter.requireWritable(path);
    for (String file :
        List.of(
            metrics(), events(), failures(), predictions(), confusionMatrix(), page(), summary())) {
      AtomicFile.requireWritable(file);
    }
    AtomicFile.requireWritable(settings());
  }

  private static String absolute(String folder) throws IOException {
    Optional<Path> local = Storage.localPath(folder);
    String absolute =
        local.isEmpty()
            ? folder
            : (Files.exists(local.get()) ? local.get().toRealPath() : local.get()).toString();
    return absolute.replaceAll("(?<=.)/+$", "");
  }

  private String resolve(String name) {
    return Storage.resolve(path, name);
  }

  /** Returns the path of the table of the evaluations. */
  String metrics() {
    return resolve("metrics.csv");
  }

  /** Returns the path of the evaluations as TensorBoard reads them. */
  String events() {
    return resolve(ScalarEvents.FILE_NAME);
  }

  /** Returns the path of the table of the images that were left out. */
  String failures() {
    return resolve("failures.csv");
  }

  /** Returns the path of the table of what the model says of the test images. */
  String predictions() {
    return resolve("test_predictions.csv");
  }

  String confusionMatrix() {
    return resolve("confusion_matrix.csv");
  }

  /** Returns the path of the page for people. */
  String page() {
    return resolve("report.html");
  }

  /** Returns the path of the summary for programs. It is the last file that is written. */
  String summary() {
    return resolve("retrain.json");
  }

  /** Returns the folder of all checkpoints. */
  String checkpoints() {
    return resolve("checkpoints");
  }

  /** Returns the path of what the checkpoints were made with. */
  String settings() {
    return Storage.resolve(checkpoints(), "settings.json");
  }

  /** Returns the folder where bottlenecks are cached, unless told otherwise. */
  String bottlenecks() {
    return resolve("bottlenecks");
  }

  @Override
  public List<EvaluationRow> rows() throws IOException {
    return EvaluationRow.TABLE.read(metrics());
  }

  /**
   * Replaces the evaluations, in the table first: TensorBoard's file follows from it. Written from
   * all rows, neither holds one twice, whatever befell the runs before.
   */
  @Override
  public void write(List<EvaluationRow> rows) throws IOException {
    EvaluationRow.TABLE.write(metrics(), rows);
    long headSteps =
        rows.stream()
            .filter(row -> row.phase() == EvaluationRow.Phase.HEAD)
            .mapToLong(EvaluationRow::step)
            .max()
            .orElse(0);
    List<ScalarEvents.Step> steps = new ArrayList<>();
    for (EvaluationRow row : rows) {
      // Behind each other, as they came, though each phase counts from 0.
      long before = row.phase() == EvaluationRow.Phase.HEAD ? 0 : headSteps;
      steps.add(new ScalarEvents.Step(before + row.step(), row.time(), scalars(row)));
    }
    try (AtomicFile file = AtomicFile.create(events())) {
      ScalarEvents.write(steps, file.out());
      file.commit();
    }
  }

  private static Map<String, Float> scalars(EvaluationRow row) {
    String phase = row.phase().text();
    Map<String, Float> values = new LinkedHashMap<>();
    values.put(phase + "/accuracy/train", row.trainAccuracy());
    values.put(phase + "/accuracy/validation", row.validationAccuracy());
    values.put(phase + "/cross_entropy/train", row.trainCrossEntropy());
    values.put(phase + "/cross_entropy/validation", row.validationCrossEntropy());
    return values;
  }
}
