package org.imagebeam.learn;

/**
 * Sums up how good the network was on some images.
 *
 * @param correct how many were named right
 * @param crossEntropy summed over all, in nats
 * @param squares of their cross-entropies, summed
 * @param size how many there were
 */
public record BatchScore(long correct, double crossEntropy, double squares, int size) {
  public static final BatchScore NONE = new BatchScore(0, 0, 0, 0);

  /**
   * Sums up a batch.
   *
   * @param losses the cross-entropy of each image
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

  /** Returns the share that was named right, of 1; NaN of no images. */
  public float accuracy() {
    return (float) ((double) correct / size);
  }

  /** Returns the mean cross-entropy, in nats; NaN of no images. */
  public float meanCrossEntropy() {
    return (float) (crossEntropy / size);
  }

  /**
   * Returns the standard error of {@link #meanCrossEntropy}, in nats: 0 of one image, NaN of none.
   */
  public float standardError() {
    if (size == 1) {
      return 0;
    }
    double variance = (squares - crossEntropy * crossEntropy / size) / (size - 1);
    return (float) Math.sqrt(Math.max(0, variance) / size);
  }
}
