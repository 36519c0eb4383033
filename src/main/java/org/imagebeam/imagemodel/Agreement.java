package org.imagebeam.imagemodel;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Whether two answers to the same image are the same but for rounding.
 *
 * @param tolerance the largest difference, as a part of the largest value; of scores of 0 to 1, the
 *     largest difference
 * @param ratio the largest logarithm of the ratio of two scores, where {@link #likely} looks
 * @param parts takes an answer apart by the outputs that it consists of: each is held to its own
 *     largest value
 */
public record Agreement(double tolerance, double ratio, Function<float[], List<float[]>> parts) {
  /** What float32 allows: scores of whole networks are held to 1e-4. */
  public static final Agreement FLOAT32 = new Agreement(1e-4, 0.01, List::of);

  /** What bfloat16 allows, which has 8 bits of precision. */
  static final Agreement BFLOAT16 = new Agreement(0.05, 2, List::of);

  /**
   * What int8 allows: a value between two steps is rounded to either by the last bits of a sum, and
   * deep networks make much of it. Kernels that saturate answer quite otherwise.
   */
  static final Agreement INT8 = new Agreement(0.1, 2, List::of);

  /** Small scores are held to more than their largest difference. */
  private static final double SMALL = 0.1;

  /** Below it a score is rounding. */
  private static final float LEAST = 1e-30f;

  /** Returns the same for answers of several outputs. */
  Agreement ofParts(Function<float[], List<float[]>> taken) {
    return new Agreement(tolerance, ratio, taken);
  }

  /** Compares two answers, value by value. Values that are no numbers agree with each other. */
  boolean holds(float[] expected, float[] actual) {
    return allMatch(expected, actual, this::partHolds);
  }

  private boolean allMatch(float[] expected, float[] actual, BiPredicate<float[], float[]> agree) {
    if (expected.length != actual.length) {
      return false;
    }
    List<float[]> one = parts.apply(expected);
    List<float[]> other = parts.apply(actual);
    return IntStream.range(0, one.size())
        .allMatch(part -> agree.test(one.get(part), other.get(part)));
  }

  private boolean partHolds(float[] expected, float[] actual) {
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
    return allMatch(expected, actual, this::partIsLikely);
  }

  private boolean partIsLikely(float[] expected, float[] actual) {
    if (!partHolds(expected, actual)) {
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

  /**
   * Returns the values of an answer.
   *
   * @throws IllegalStateException if one is no number
   */
  static float[] requireNumbers(float[] values) {
    for (float value : values) {
      if (Float.isNaN(value)) {
        throw new IllegalStateException(
            "its answers to images made to try it are not numbers (NaN)");
      }
    }
    return values;
  }

  private double allowed(float[] values) {
    double largest = largest(values);
    return largest > 1 ? tolerance * largest : Math.min(tolerance, tolerance / SMALL * largest);
  }

  /**
   * Returns the largest difference of the two, as a part of the largest value of its output or of
   * 1.
   */
  public double difference(float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      return Double.POSITIVE_INFINITY;
    }
    List<float[]> one = parts.apply(expected);
    List<float[]> other = parts.apply(actual);
    return IntStream.range(0, one.size())
        .mapToDouble(part -> partDifference(one.get(part), other.get(part)))
        .max()
        .orElse(0);
  }

  private static double partDifference(float[] expected, float[] actual) {
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
