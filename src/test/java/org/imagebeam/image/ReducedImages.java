package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Images as a decoder reduces them, whose pixels are the means of so many a side. */
final class ReducedImages {
  private ReducedImages() {}

  /** Red rises to the right, green downward: the means of so many pixels a side. */
  static ArrayRows ramps(int width, int height, int ratio) {
    int reducedWidth = (width + ratio - 1) / ratio;
    int reducedHeight = (height + ratio - 1) / ratio;
    float[] values = new float[3 * reducedWidth * reducedHeight];
    for (int i = 0; i < values.length; i += 3) {
      values[i] = ramp(i / 3 % reducedWidth, width, ratio);
      values[i + 1] = ramp(i / 3 / reducedWidth, height, ratio);
    }
    return ArrayRows.of(reducedWidth, reducedHeight, values);
  }

  /** Repeats the last pixel to the end of its block, as JPEG files do. */
  private static float ramp(int position, int length, int ratio) {
    float sum = 0;
    for (int i = 0; i < ratio; i++) {
      sum += 250f * Math.min(length - 1, position * ratio + i) / length;
    }
    return sum / ratio;
  }

  /**
   * Asserts that ramps were sampled at the same places.
   *
   * @param whole what became of the ramps of ratio 1, 32 pixels a side
   * @param reduced what became of those of a larger ratio
   */
  static void assertSampledAlike(float[] whole, float[] reduced, String message) {
    assertEquals(3 * 32 * 32, whole.length);
    double[] sum = new double[3];
    for (int i = 0; i < whole.length; i++) {
      sum[i % 3] += reduced[i] - whole[i];
      // Half a reduced pixel at the edges, beside which there is nothing to sample.
      assertEquals(whole[i], reduced[i], 4, message);
    }
    for (double channel : sum) {
      // The ramps rise by 7.8 from one pixel of the result to the next.
      assertEquals(0, channel / (32 * 32), 0.35, message);
    }
  }
}
