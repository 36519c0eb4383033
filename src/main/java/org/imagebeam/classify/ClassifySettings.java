package org.imagebeam.classify;

import java.util.Locale;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageLimits;
import org.imagebeam.inference.BatchOptions;

/** The values of {@link ClassifyOptions}, checked. */
record ClassifySettings(
    String input,
    String output,
    String modelLocation,
    int topK,
    BatchOptions batches,
    ImageLimits limits,
    ExifMode exif) {

  /**
   * Reads and checks the options.
   *
   * @throws IllegalArgumentException if a value can't be, naming the option
   */
  static ClassifySettings of(ClassifyOptions options) {
    atLeastOne("topK", options.getTopK());
    atLeastOne("batchSize", options.getBatchSize());
    atLeastOne("maxImageBytes", options.getMaxImageBytes());
    atLeastOne("maxPixels", options.getMaxPixels());
    return new ClassifySettings(
        notBlank("input", options.getInput()),
        notBlank("output", options.getOutput()),
        notBlank("model", options.getModel()),
        options.getTopK(),
        BatchOptions.ofSize(options.getBatchSize()),
        new ImageLimits(options.getMaxImageBytes(), options.getMaxPixels()),
        exif(options.getExif()));
  }

  /** All that decides which rows a run writes: a run can only go on from one of the same. */
  String fingerprint(String modelId) {
    return String.join(
        "\n", input, modelId, "topK=" + topK, batches.toString(), limits.toString(), exif.name());
  }

  private static ExifMode exif(String value) {
    for (ExifMode mode : ExifMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(value)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("--exif must be apply or ignore, not '" + value + "'");
  }

  private static void atLeastOne(String option, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("--" + option + " must be at least 1, not " + value);
    }
  }

  private static String notBlank(String option, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("--" + option + " needs a value");
    }
    return value;
  }
}
