package org.imagebeam.download;

import java.time.Duration;
import java.util.Locale;

/** Durations for people. */
final class Durations {
  private Durations() {}

  /** Returns a duration in words, such as "1.5 s". */
  static String seconds(Duration duration) {
    double seconds = duration.toMillis() / 1e3;
    return seconds >= 10
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
