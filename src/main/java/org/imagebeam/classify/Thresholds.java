package org.imagebeam.classify;

import java.util.Locale;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.pipeline.ThresholdException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a run must have come to, beyond its end.
 *
 * @param maxFailureRatio how much of the images may fail, from 0 to 1; null for all but all of them
 * @param minResults how many images must be classified
 */
public record Thresholds(@Nullable Double maxFailureRatio, long minResults) {
  /**
   * Reads and checks the options.
   *
   * @throws InvalidValueException if a value is invalid, naming the option
   */
  public static Thresholds of(ClassifyOptions options) {
    Double ratio = options.getMaxFailureRatio();
    if (ratio != null && !(ratio >= 0 && ratio <= 1)) {
      throw InvalidValueException.of("maxFailureRatio", "must be 0 to 1, not " + ratio);
    }
    return new Thresholds(ratio, OptionChecks.atLeast(0, "minResults", options.getMinResults()));
  }

  /**
   * Holds a run to them. Images that an earlier run has classified count among those that may fail,
   * and not among the results.
   *
   * @throws ThresholdException if it isn't what it must be; its rows are written all the same
   */
  public void check(ClassifySummary summary) {
    long failed = summary.failedTotal();
    long images = summary.classified() + failed + summary.skipped();
    boolean tooMany =
        maxFailureRatio == null
            ? failed > 0 && failed == images
            : failed > maxFailureRatio * images;
    if (tooMany) {
      throw new ThresholdException(
          ExitCode.TOO_MANY_FAILURES,
          String.format(
              Locale.ROOT,
              "%d of %d images failed%s: see %s",
              failed,
              images,
              maxFailureRatio == null ? "" : ", which is more than " + maxFailureRatio + " of them",
              summary.failures()));
    }
    if (summary.classified() < minResults) {
      throw new ThresholdException(
          ExitCode.TOO_FEW_RESULTS,
          String.format(
              Locale.ROOT,
              "%d images were classified, and at least %d are wanted",
              summary.classified(),
              minResults));
    }
  }
}
