package org.imagebeam.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads which environment variables imagebeam is run with: {@code src/dist/environment}, which is
 * in the jar too.
 */
final class RecommendedEnvironment {
  private static final String RESOURCE = "/META-INF/imagebeam/environment";

  private RecommendedEnvironment() {}

  /**
   * A variable and its value.
   *
   * @param command the only command that takes it, or nothing if all do
   */
  record Setting(String value, Optional<String> command) {}

  /** Returns the settings by the variables' names, in the file's order. */
  static Map<String, Setting> settings() {
    try (InputStream in = RecommendedEnvironment.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + RESOURCE);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Setting> parse(String text) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int name = line.indexOf(' ') + 1;
      int value = line.indexOf('=', name);
      settings.put(
          line.substring(name, value),
          new Setting(
              line.substring(value + 1),
              Optional.of(line.substring(0, name).strip()).filter(word -> !word.isEmpty())));
    }
    return settings;
  }
}
