package org.imagebeam.learn;

/**
 * How good the network was on some pictures.
 *
 * @param correct how many were named right
 * @param crossEntropy summed over all, in nats
 * @param squares of their cross-entropies, summed
 * @param size how many there were
 */
public record BatchScore(long correct, double crossEntropy, double squares, int size) {
  public static final BatchScore NONE = new BatchScore(0, 0, 0, 0);

  /**
   * @param losses the cross-entropy of each picture
   */
  public static BatchScore of(long correct, float[] losses) {
    double sum = 0;
    double squares = 0;
    for (float loss : losses) {
      sum += loss;
      squares += (double) loss * loss;
    }
    return new BatchScore(correct, sum, squares, losses.length);
  }

  public BatchScore plus(BatchScore other) {
    return new BatchScore(
        correct + other.correct,
        crossEntropy + other.crossEntropy,
        squares + other.squares,
        size + other.size);
  }

  /** The share that was named right, of 1; NaN of no pictures. */
  public float accuracy() {
    return (float) ((double) correct / size);
  }

  /** In nats; NaN of no pictures. */
  public float meanCrossEntropy() {
    return (float) (crossEntropy / size);
  }

  /**
   * Of {@link #meanCrossEntropy}, were the pictures drawn from many, in nats: 0 of one picture, NaN
   * of none.
   */
  public float standardError() {
    if (size == 1) {
      return 0;
    }
    double variance = (squares - crossEntropy * crossEntropy / size) / (size - 1);
    return (float) Math.sqrt(Math.max(0, variance) / size);
  }
}
