package org.imagebeam.modelcheck;

import org.imagebeam.graph.adapt.Activation;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;

/** Reads the scores that a model gave as it was saved. */
final class OriginalScores {
  private OriginalScores() {}

  /**
   * Copies the values of a tensor of any floating-point dtype, row by row.
   *
   * @param activation that the model is imported with, and the original lacks
   * @throws IllegalStateException if it is of another dtype
   */
  static float[] of(Tensor tensor, Activation activation) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    int[] next = {0};
    if (tensor instanceof FloatNdArray floats) {
      floats.scalars().forEach(value -> values[next[0]++] = value.getFloat());
    } else if (tensor instanceof DoubleNdArray doubles) {
      doubles.scalars().forEach(value -> values[next[0]++] = (float) value.getDouble());
    } else {
      throw new IllegalStateException("the scores are " + tensor.dataType());
    }
    return switch (activation) {
      case NONE -> values;
      case SIGMOID -> sigmoid(values);
      case SOFTMAX -> softmax(values);
    };
  }

  private static float[] sigmoid(float[] logits) {
    float[] scores = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    return scores;
  }

  private static float[] softmax(float[] logits) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    float[] scores = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scores[i] = (float) (Math.exp(logits[i] - largest) / sum);
    }
    return scores;
  }
}
