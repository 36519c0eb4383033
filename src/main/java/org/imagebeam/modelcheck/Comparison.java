package org.imagebeam.modelcheck;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagebeam.imagemodel.Agreement;
import org.imagebeam.model.LabelMap;
import org.imagebeam.modelcheck.CheckedImage.Outcome;

/**
 * Compares two models' scores of an image.
 *
 * @param labels of the classes
 * @param tolerance the largest difference that is taken for rounding, as a part of the largest
 *     score or of 1
 */
record Comparison(LabelMap labels, double tolerance) {
  private static final int BEST = 5;
  private static final int SHOWN = 2;

  /**
   * Compares them. Of a model that takes images by several, the original repeats its answer.
   *
   * @param scores of the imported model
   * @param expected of the original
   * @throws IllegalStateException if the original gives other numbers of scores
   */
  CheckedImage of(String path, float[] scores, float[] expected) {
    if (expected.length == 0 || expected.length % scores.length != 0) {
      throw new IllegalStateException(
          "the original gives " + expected.length + " scores, and not " + scores.length);
    }
    float[] once = Arrays.copyOf(expected, scores.length);
    double difference = Agreement.FLOAT32.difference(once, scores);
    List<Integer> best = best(scores, scores.length);
    boolean same =
        difference <= tolerance
            && haveScores(best, best(once, once.length), once, tolerance * largest(once));
    return new CheckedImage(
        path, same ? Outcome.SAME : Outcome.DIFFERENT, text(best, scores), difference);
  }

  /** Scores of 0 to 1 are compared as they are. */
  private static double largest(float[] scores) {
    double largest = 1;
    for (float score : scores) {
      largest = Math.max(largest, Math.abs(score));
    }
    return largest;
  }

  /** Classes of the same score may change places. */
  private static boolean haveScores(
      List<Integer> found, List<Integer> wanted, float[] scores, double tolerance) {
    return IntStream.range(0, found.size())
        .allMatch(
            rank -> Math.abs(scores[found.get(rank)] - scores[wanted.get(rank)]) <= tolerance);
  }

  private static List<Integer> best(float[] scores, int classes) {
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -scores[i]))
        .limit(BEST)
        .toList();
  }

  private String text(List<Integer> best, float[] scores) {
    return best.stream()
        .limit(SHOWN)
        .map(id -> String.format(Locale.ROOT, "%s %.4g", labels.label(id).words(), scores[id]))
        .collect(Collectors.joining(", "));
  }
}
