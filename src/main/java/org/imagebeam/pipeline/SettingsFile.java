package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.local.Json;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/** A JSON file of the settings that something was made with, by the names of their options. */
public final class SettingsFile {
  private static final long MAX_BYTES = 1 << 20;

  private final String path;

  public SettingsFile(String path) {
    this.path = requireNonNull(path, "path is null");
  }

  /** Replaces the file. */
  public void write(Map<String, String> settings) throws IOException {
    AtomicFile.write(path, Json.INDENTED.writeValueAsBytes(settings));
  }

  /**
   * The settings in the file; nothing if there is none.
   *
   * @throws SettingsException if it is damaged
   * @throws IOException if it can't be read
   */
  public Optional<Map<String, String>> read() throws IOException {
    Optional<byte[]> content = Storage.readIfPresent(path, MAX_BYTES);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      Map<String, String> settings =
          Json.INDENTED.readValue(content.get(), new TypeReference<Map<String, String>>() {});
      if (settings == null || settings.containsValue(null)) {
        throw new SettingsException(path + " is damaged (it holds null): name another folder");
      }
      return Optional.of(settings);
    } catch (JsonProcessingException e) {
      throw new SettingsException(
          path + " is damaged (" + e.getOriginalMessage() + "): name another folder", e);
    }
  }

  /** The first setting of {@code now} that was another before, if there is one. */
  public static Optional<Map.Entry<String, String>> difference(
      Map<String, String> before, Map<String, String> now) {
    return now.entrySet().stream()
        .filter(setting -> !setting.getValue().equals(before.get(setting.getKey())))
        .findFirst();
  }
}
