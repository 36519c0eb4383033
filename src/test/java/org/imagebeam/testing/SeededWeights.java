package org.imagebeam.testing;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Numbers drawn from a seed and a layer's name: the same in each JVM, and for each layer whatever
 * the other layers draw. Not for several threads.
 */
final class SeededWeights {
  private static final double UNIT = 0x1p-24;

  private final SplittableRandom random;

  SeededWeights(long seed, String layer) {
    // The odd factor keeps seed 1 of one name apart from seed 2 of its neighbour.
    random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + layer.hashCode());
  }

  /** A number of [low, high). */
  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /**
   * Weights of a linear layer by He's rule: uniform, their variance 2 / fan-in.
   *
   * @param fanIn how many values one output is the sum of
   */
  float[] he(int fanIn, int channelsOut) {
    double limit = StrictMath.sqrt(6.0 / fanIn);
    float[] weights = new float[fanIn * channelsOut];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (limit * (2 * unit() - 1));
    }
    return weights;
  }

  /**
   * Takes from each weight the mean over the channels in, for the same place and channel out. What
   * all channels have in common, as the zeros of SAME padding lack, then counts for nothing, and
   * the image's own differences are not lost in it after 48 layers.
   */
  static void centre(float[] weights, int channelsIn, int channelsOut) {
    int place = channelsIn * channelsOut;
    double[] sums = new double[channelsOut];
    for (int start = 0; start < weights.length; start += place) {
      Arrays.fill(sums, 0);
      for (int row = start; row < start + place; row += channelsOut) {
        for (int to = 0; to < channelsOut; to++) {
          sums[to] += weights[row + to];
        }
      }
      for (int row = start; row < start + place; row += channelsOut) {
        for (int to = 0; to < channelsOut; to++) {
          weights[row + to] -= (float) (sums[to] / channelsIn);
        }
      }
    }
  }

  private double unit() {
    // 24 bits, as a float holds. nextInt alone has the same algorithm in all releases of Java.
    return (random.nextInt() >>> 8) * UNIT;
  }
}
