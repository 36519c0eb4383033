package org.imagebeam.modelcheck;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * The result of comparing an image's scores.
 *
 * @param path of its file
 * @param outcome whether both models classified it, and alike
 * @param text its best classes with their scores, or why there are none
 * @param difference the largest between two scores of a class, as a part of the largest score or of
 *     1; 0 if it wasn't classified
 */
public record CheckedImage(String path, Outcome outcome, String text, double difference) {
  /** Whether both models classified an image, and alike. */
  public enum Outcome {
    /** Both gave the same scores. */
    SAME,
    /** They gave other scores. */
    DIFFERENT,
    /** It is no image, or one of the two can't take it. */
    FAILED
  }

  public CheckedImage {
    requireNonNull(path, "path is null");
    requireNonNull(outcome, "outcome is null");
    requireNonNull(text, "text is null");
  }

  /** Returns this result together with that of another output. */
  CheckedImage with(String head, CheckedImage other) {
    return new CheckedImage(
        path,
        outcome == Outcome.SAME ? other.outcome : outcome,
        text + "; " + head + ": " + other.text,
        Math.max(difference, other.difference));
  }

  @Override
  public String toString() {
    return outcome == Outcome.DIFFERENT
        ? String.format(
            Locale.ROOT,
            "%s: %s; the original's scores differ by up to %.2g",
            path,
            text,
            difference)
        : path + ": " + text;
  }
}
