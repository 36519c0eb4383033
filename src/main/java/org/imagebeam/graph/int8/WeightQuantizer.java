package org.imagebeam.graph.int8;

import java.util.List;
import java.util.stream.IntStream;
import org.imagebeam.graph.FloatTensor;

/**
 * Rounds a layer's weights to int8, with one scale a channel, the one with the least squared error.
 *
 * <p>Processors without VNNI add the products of two neighbouring input channels in 16 bits, which
 * saturate without a word: 255 · 127 twice is too much. Weights of neighbours (0 and 1, 2 and 3, …)
 * that have the same sign are therefore kept to a sum of 128, so that all processors compute the
 * same. Most pairs are far below. Depthwise convolutions have no neighbours to add.
 */
final class WeightQuantizer {
  private static final int LARGEST = 127;

  /** 255 times this fits into 16 bits. */
  private static final int LARGEST_PAIR = 128;

  /** Scales that are tried, as parts of the one at which the largest weight is the largest int8. */
  private static final double LEAST_PART = 0.5;

  /** Twice the scale halves all weights: no pair is too large then. */
  private static final double LARGEST_PART = 2.02;

  private static final int PARTS = 60;

  private WeightQuantizer() {}

  /**
   * Rounds weights.
   *
   * @param weights of a Conv2D, {@code [height, width, input channels, channels]}, or of a
   *     depthwise one, {@code [height, width, channels, 1]}
   */
  static Int8Weights quantize(FloatTensor weights, boolean depthwise) {
    List<Long> shape = weights.shape();
    int channels = Math.toIntExact(depthwise ? shape.get(2) : shape.get(3));
    int inputs = depthwise ? 1 : Math.toIntExact(shape.get(2));
    byte[] values = new byte[weights.size()];
    float[] scales = new float[channels];
    IntStream.range(0, channels)
        .parallel()
        .forEach(
            channel ->
                scales[channel] = quantize(weights.values(), values, channel, channels, inputs));
    return new Int8Weights(shape, values, scales);
  }

  /** Rounds one channel, whose weights stand {@code channels} apart, and returns its scale. */
  private static float quantize(float[] from, byte[] to, int channel, int channels, int inputs) {
    int count = from.length / channels;
    float[] weights = new float[count];
    float largest = 0;
    for (int i = 0; i < count; i++) {
      weights[i] = from[i * channels + channel];
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    if (largest == 0) {
      return 1;
    }
    int[] rounded = new int[count];
    int[] best = new int[count];
    double least = Double.POSITIVE_INFINITY;
    float scale = 0;
    double end = inputs > 1 ? LARGEST_PART : 1;
    for (int part = -1; part < PARTS; part++) {
      double ratio = part < 0 ? 1 : LEAST_PART + (end - LEAST_PART) * part / (PARTS - 1);
      float candidate = (float) (ratio * largest / LARGEST);
      double error = round(weights, candidate, inputs, rounded, least);
      if (error < least) {
        least = error;
        scale = candidate;
        System.arraycopy(rounded, 0, best, 0, count);
      }
    }
    for (int i = 0; i < count; i++) {
      to[i * channels + channel] = (byte) best[i];
    }
    return scale;
  }

  /** Rounds weights, and returns their squared error; stops where it is more than {@code most}. */
  private static double round(
      float[] weights, float scale, int inputs, int[] rounded, double most) {
    double error = 0;
    for (int start = 0; start < weights.length && error < most; start += inputs) {
      for (int i = start; i < start + inputs; i++) {
        rounded[i] = Math.max(-LARGEST, Math.min(LARGEST, Math.round(weights[i] / scale)));
      }
      for (int i = start; i + 1 < start + inputs; i += 2) {
        limit(rounded, i);
      }
      for (int i = start; i < start + inputs; i++) {
        double one = weights[i] - (double) rounded[i] * scale;
        error += one * one;
      }
    }
    return error;
  }

  private static void limit(int[] rounded, int i) {
    int sum = rounded[i] + rounded[i + 1];
    int excess = Math.abs(sum) - LARGEST_PAIR;
    if (excess > 0) {
      int sign = Integer.signum(sum);
      int half = (excess + 1) / 2;
      rounded[i] -= sign * half;
      rounded[i + 1] -= sign * (excess - half);
    }
  }
}
