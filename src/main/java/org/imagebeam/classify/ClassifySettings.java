package org.imagebeam.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageLimits;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.inference.Precision;
import org.imagebeam.inference.SessionOptions;
import org.imagebeam.model.ModelLocation;

/** The values of {@link ClassifyOptions}, checked. */
record ClassifySettings(
    String input,
    String output,
    ModelLocation model,
    int topK,
    BatchOptions batches,
    ImageLimits limits,
    ExifMode exif,
    DecodeMode decode,
    SessionOptions session) {

  /**
   * Reads and checks the options.
   *
   * @throws IllegalArgumentException if a value can't be, naming the option
   */
  static ClassifySettings of(ClassifyOptions options) {
    atLeastOne("topK", options.getTopK());
    atLeastOne("batchSize", options.getBatchSize());
    atLeast(0, "batchesInFlight", options.getBatchesInFlight());
    atLeast(0, "sessionThreads", options.getSessionThreads());
    atLeastOne("maxImageBytes", options.getMaxImageBytes());
    atLeastOne("maxPixels", options.getMaxPixels());
    return new ClassifySettings(
        notBlank("input", options.getInput()),
        notBlank("output", options.getOutput()),
        new ModelLocation(notBlank("model", options.getModel()), options.getModelCache()),
        options.getTopK(),
        BatchOptions.ofSize(options.getBatchSize())
            .withBatchesInFlight(options.getBatchesInFlight()),
        new ImageLimits(options.getMaxImageBytes(), options.getMaxPixels()),
        oneOf(ExifMode.class, "exif", options.getExif()),
        oneOf(DecodeMode.class, "decode", options.getDecode()),
        new SessionOptions(
            options.getSessionThreads(),
            oneOf(Precision.class, "precision", options.getPrecision())));
  }

  /** All that decides which rows a run writes: a run can only go on from one of the same. */
  String fingerprint(String modelId) {
    return String.join(
        "\n",
        input,
        modelId,
        "topK=" + topK,
        "batchSize=" + batches.batchSize(),
        "groupSize=" + batches.groupSize(),
        limits.toString(),
        exif.name(),
        decode.name(),
        session.precision().name());
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, String option, String value) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(value)) {
        return constant;
      }
      names.add(name);
    }
    throw new IllegalArgumentException(
        "--" + option + " must be " + String.join(" or ", names) + ", not '" + value + "'");
  }

  private static void atLeastOne(String option, long value) {
    atLeast(1, option, value);
  }

  private static void atLeast(long least, String option, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "--" + option + " must be at least " + least + ", not " + value);
    }
  }

  private static String notBlank(String option, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("--" + option + " needs a value");
    }
    return value;
  }
}
