package org.imagebeam.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * {@code training.json}: what the checkpoints of a folder were made with. Steps of one kind on top
 * of steps of another would be a training that nobody asked for.
 */
final class TrainingRecord {
  static final String NAME = "training.json";

  private static final long MAX_BYTES = 1 << 20;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final String folder;

  TrainingRecord(String folder) {
    this.folder = folder;
  }

  /** The settings, by the names of their options. */
  static Map<String, String> describe(
      Hyperparameters settings, DataShape shape, String fingerprint) {
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
    AtomicFile.write(Storage.resolve(folder, NAME), MAPPER.writeValueAsBytes(settings));
  }

  /**
   * Sees that a training which is to go on has these settings.
   *
   * @throws SettingsException if it hasn't, naming the first that differs
   * @throws IOException if its settings can't be read
   */
  void requireSame(Map<String, String> settings) throws IOException {
    Map<String, String> before =
        read()
            .orElseThrow(
                () ->
                    new SettingsException(
                        folder
                            + " holds checkpoints, and no "
                            + NAME
                            + " that says what they were made with: name another --checkpointDir"));
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String was = before.getOrDefault(setting.getKey(), "");
      if (!was.equals(setting.getValue())) {
        throw new SettingsException(
            "the training in "
                + folder
                + " has --"
                + setting.getKey()
                + "="
                + was
                + ", and not "
                + setting.getValue()
                + ": give the same, or another --checkpointDir");
      }
    }
  }

  private Optional<Map<String, String>> read() throws IOException {
    String path = Storage.resolve(folder, NAME);
    try {
      return Optional.of(
          MAPPER.readValue(
              Storage.readAll(path, MAX_BYTES), new TypeReference<Map<String, String>>() {}));
    } catch (NoSuchFileException | FileNotFoundException e) {
      if (Storage.exists(path)) {
        throw e;
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new SettingsException(
          path + " is damaged (" + e.getOriginalMessage() + "): name another --checkpointDir", e);
    }
  }
}
