package org.imagebeam.retrain;

/**
 * How good the network was on some pictures.
 *
 * @param correct how many were named right
 * @param crossEntropy summed over all, in nats
 * @param size how many there were
 */
record BatchScore(long correct, double crossEntropy, int size) {
  static final BatchScore NONE = new BatchScore(0, 0, 0);

  BatchScore plus(BatchScore other) {
    return new BatchScore(
        correct + other.correct, crossEntropy + other.crossEntropy, size + other.size);
  }

  /** The share that was named right, of 1. */
  float accuracy() {
    return (float) ((double) correct / size);
  }

  float meanCrossEntropy() {
    return (float) (crossEntropy / size);
  }
}
