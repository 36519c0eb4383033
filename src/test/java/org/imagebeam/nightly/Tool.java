package org.imagebeam.nightly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A program of the system that a test asks, if it is there. */
final class Tool {
  private final int code;
  private final String said;

  private Tool(int code, String said) {
    this.code = code;
    this.said = said;
  }

  int code() {
    return code;
  }

  /** What it wrote to both streams. */
  String said() {
    return said;
  }

  /** Runs it to its end; skips the calling test where it isn't installed. */
  static Tool run(Map<String, String> environment, String... words) throws Exception {
    Path said = Files.createTempFile("tool", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().putAll(environment);
      Process process = start(builder);
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), List.of(words) + " hangs");
      return new Tool(process.exitValue(), Files.readString(said, UTF_8));
    } finally {
      Files.delete(said);
    }
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      return Assumptions.abort("needs " + builder.command().get(0) + ": " + e.getMessage());
    }
  }
}
