package org.imagebeam.bench;

import java.nio.file.Path;

/** Where processes say what they have to. */
final class Logs {
  private Logs() {}

  /** A file in {@code work} for a line of the table. */
  static Path file(Path work, String line) {
    return work.resolve("logs").resolve(line.replaceAll("[^A-Za-z0-9]+", "-") + ".log");
  }
}
