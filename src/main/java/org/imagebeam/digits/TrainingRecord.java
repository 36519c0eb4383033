package org.imagebeam.digits;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.pipeline.SettingsFile;
import org.imagebeam.storage.Storage;

/**
 * {@code training.json}: what the checkpoints of a folder were made with. Steps of one kind on top
 * of steps of another would be a training that nobody asked for.
 */
final class TrainingRecord {
  static final String NAME = "training.json";

  private final String folder;
  private final SettingsFile file;

  TrainingRecord(String folder) {
    this.folder = folder;
    this.file = new SettingsFile(Storage.resolve(folder, NAME));
  }

  /** Returns the settings, by the names of their options. */
  static Map<String, String> describe(
      Hyperparameters settings, DatasetShape shape, String fingerprint) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("optimizer", settings.optimizer().text());
    values.put("loss", settings.loss().text());
    values.put("batchSize", Integer.toString(settings.batchSize()));
    values.put("learningRate", Float.toString(settings.learningRate()));
    values.put("emaDecay", Double.toString(settings.emaDecay()));
    values.put("seed", Long.toString(settings.seed()));
    values.put("validationSize", Integer.toString(shape.validation()));
    values.put(
        "data",
        String.format(
            Locale.ROOT,
            "%d + %d pictures of %dx%d, %s",
            shape.validation() + shape.training(),
            shape.test(),
            shape.height(),
            shape.width(),
            fingerprint));
    return values;
  }

  /** Writes the settings of a training that starts. */
  void write(Map<String, String> settings) throws IOException {
    file.write(settings);
  }

  /**
   * Sees that a training which is to go on has these settings.
   *
   * @throws SettingsException if it hasn't, naming the first that differs
   * @throws IOException if its settings can't be read
   */
  void requireSame(Map<String, String> settings) throws IOException {
    Map<String, String> before =
        file.read()
            .orElseThrow(
                () ->
                    new SettingsException(
                        folder
                            + " holds checkpoints, and no "
                            + NAME
                            + " that says what they were made with: name another --checkpointDir"));
    Optional<Map.Entry<String, String>> difference = SettingsFile.difference(before, settings);
    if (difference.isPresent()) {
      String name = difference.get().getKey();
      throw new SettingsException(
          "the training in "
              + folder
              + " has --"
              + name
              + "="
              + before.getOrDefault(name, "")
              + ", and not "
              + difference.get().getValue()
              + ": give the same, or another --checkpointDir");
    }
  }
}
