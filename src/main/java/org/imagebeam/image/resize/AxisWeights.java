package org.imagebeam.image.resize;

import java.util.Arrays;

/**
 * The pixels along one stored axis that make each pixel of a resized image, and their weights:
 * those of a resized pixel follow each other. Immutable, except that nobody else may write to
 * {@link #weights}.
 *
 * @param first the stored pixel that a resized pixel's first weight is of
 * @param from where a resized pixel's weights start in {@code weights}; one more at the end
 * @param weights of all
 * @param factor that the sum is multiplied with; apart, so that sums of many pixels stay exact
 */
@SuppressWarnings("ArrayRecordComponent")
public record AxisWeights(int[] first, int[] from, float[] weights, float factor) {
  static AxisWeights of(Axis axis, Taps taps) {
    int[] first = new int[axis.count()];
    int[] from = new int[axis.count() + 1];
    float[] weights = new float[2 * axis.count()];
    for (int i = 0; i < first.length; i++) {
      taps.find(axis.first() + i);
      int end = from[i] + taps.size;
      if (end > weights.length) {
        weights = Arrays.copyOf(weights, Math.max(end, 2 * weights.length));
      }
      for (int k = 0; k < taps.size; k++) {
        weights[axis.flipped() ? end - 1 - k : from[i] + k] = taps.weights[k];
      }
      first[i] = axis.flipped() ? axis.pixels() - taps.start - taps.size : taps.start;
      from[i + 1] = end;
    }
    return new AxisWeights(first, from, weights, taps.factor());
  }

  /** Returns how many resized pixels there are. */
  public int count() {
    return first.length;
  }

  /** Returns the stored pixel behind the last that a resized pixel is made of. */
  public int end(int pixel) {
    return first[pixel] + from[pixel + 1] - from[pixel];
  }

  /** Returns the weight of a stored pixel in a resized one; 0 if it has no part in it. */
  public float weight(int pixel, int stored) {
    int k = stored - first[pixel];
    return k < 0 || stored >= end(pixel) ? 0 : weights[from[pixel] + k];
  }
}
