package org.imagebeam.imagemodel;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * Whether two answers to the same image are the same but for rounding.
 *
 * @param tolerance the largest difference, as a part of the largest value; of scores of 0 to 1, the
 *     largest difference
 * @param ratio the largest logarithm of the ratio of two scores, where {@link #likely} looks
 */
record Agreement(double tolerance, double ratio) {
  /** What float32 allows: scores of whole networks are held to 1e-4. */
  static final Agreement FLOAT32 = new Agreement(1e-4, 0.01);

  /** What bfloat16 allows, which has 8 bits of precision. */
  static final Agreement BFLOAT16 = new Agreement(0.05, 2);

  /** Small scores are held to more than their largest difference. */
  private static final double SMALL = 0.1;

  /** Below it a score is rounding. */
  private static final float LEAST = 1e-30f;

  /** Compares two answers, value by value. Values that are no numbers agree with each other. */
  boolean holds(float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      return false;
    }
    double allowed = allowed(expected);
    for (int i = 0; i < expected.length; i++) {
      boolean same = Float.compare(expected[i], actual[i]) == 0;
      // Written so that a value which is no number doesn't pass.
      if (!same && !(Math.abs(expected[i] - actual[i]) <= allowed)) {
        return false;
      }
    }
    return true;
  }

  /**
   * As {@link #holds}, and of scores that add up to 1 also their ratios: where one class takes all,
   * what changes the others would be missed.
   */
  boolean likely(float[] expected, float[] actual) {
    if (!holds(expected, actual)) {
      return false;
    }
    if (!areProbabilities(expected) || !areProbabilities(actual)) {
      return true;
    }
    for (int i = 0; i < expected.length; i++) {
      boolean both = expected[i] > LEAST && actual[i] > LEAST;
      if (both && !(Math.abs(Math.log(expected[i] / (double) actual[i])) <= ratio)) {
        return false;
      }
    }
    return true;
  }

  /** As {@link #holds(float[], float[])}, output by output. */
  boolean holds(List<float[]> expected, List<float[]> actual) {
    return allMatch(expected, actual, this::holds);
  }

  /** As {@link #likely(float[], float[])}, output by output. */
  boolean likely(List<float[]> expected, List<float[]> actual) {
    return allMatch(expected, actual, this::likely);
  }

  private static boolean allMatch(
      List<float[]> expected, List<float[]> actual, BiPredicate<float[], float[]> agree) {
    return expected.size() == actual.size()
        && IntStream.range(0, expected.size())
            .allMatch(output -> agree.test(expected.get(output), actual.get(output)));
  }

  /** As {@link #difference(float[], float[])}, of the output that differs most. */
  static double difference(List<float[]> expected, List<float[]> actual) {
    return IntStream.range(0, Math.min(expected.size(), actual.size()))
        .mapToDouble(output -> difference(expected.get(output), actual.get(output)))
        .max()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private double allowed(float[] values) {
    double largest = largest(values);
    return largest > 1 ? tolerance * largest : Math.min(tolerance, tolerance / SMALL * largest);
  }

  /** Returns the largest difference of the two, as a part of the largest value or of 1. */
  static double difference(float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      double one = Math.abs((double) expected[i] - actual[i]);
      difference = Double.isNaN(one) ? Double.POSITIVE_INFINITY : Math.max(difference, one);
    }
    return difference / Math.max(1, largest(expected));
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private static boolean areProbabilities(float[] values) {
    double sum = 0;
    for (float value : values) {
      if (!(value >= 0 && value <= 1)) {
        return false;
      }
      sum += value;
    }
    return values.length > 1 && Math.abs(sum - 1) < 1e-3;
  }
}
