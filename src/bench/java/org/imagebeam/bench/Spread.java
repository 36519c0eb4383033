package org.imagebeam.bench;

import java.util.List;
import java.util.Locale;

/** Where the values of several rounds lie. */
record Spread(double median, double min, double max) {
  /**
   * The spread of some values; the median of an even number is the mean of the middle two.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values have no spread");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(size - 1));
  }

  /** Such as {@code 12.3 [11.9..12.8]}. */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " [" + number + ".." + number + "]", median, min, max);
  }
}
