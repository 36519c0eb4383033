package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Tells what the model says of a test image.
 *
 * @param image its path
 * @param label the name of its class
 * @param predicted the name of the class that the model gives the highest score; of equal scores,
 *     the first class
 * @param score of {@code predicted}, 0 to 1
 * @param labelScore of {@code label}, 0 to 1
 */
record TestPrediction(String image, String label, String predicted, float score, float labelScore)
    implements Serializable {
  /** Below what float32 holds, a logarithm would be infinite, and a mean with it. */
  private static final double LEAST = 1e-38;

  TestPrediction {
    requireNonNull(image, "image is null");
    requireNonNull(label, "label is null");
    requireNonNull(predicted, "predicted is null");
  }

  boolean correct() {
    return label.equals(predicted);
  }

  /** Returns the cross-entropy of the image, in nats. */
  double crossEntropy() {
    return -Math.log(Math.max(labelScore, LEAST));
  }
}
