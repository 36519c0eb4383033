package org.imagebeam.bench;

import java.nio.file.Path;

/** Where processes say what they have to, and put what they make. */
final class Logs {
  private Logs() {}

  /** A file in {@code work} for a line of the table. */
  static Path file(Path work, String line) {
    return work.resolve("logs").resolve(plain(line) + ".log");
  }

  /** A folder in {@code work} for the output of a line of the table. */
  static Path output(Path work, String line) {
    return work.resolve("out").resolve(plain(line));
  }

  private static String plain(String line) {
    return line.replaceAll("[^A-Za-z0-9]+", "-");
  }
}
