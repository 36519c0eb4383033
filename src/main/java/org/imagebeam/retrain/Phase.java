package org.imagebeam.retrain;

import java.util.Arrays;
import java.util.Locale;

/** What a training is at. */
enum Phase {
  /** The new last layer, on bottlenecks. */
  HEAD,

  /** The layers below it, on pictures. */
  FINE_TUNE;

  /** As the table and the pages have it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  static Phase parse(String text) {
    return Arrays.stream(values())
        .filter(phase -> phase.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no phase '" + text + "'"));
  }
}
