package org.imagebeam.testing;

import java.util.Arrays;
import java.util.List;

/**
 * What a tensor's channels are expected to hold over many images: a mean and a variance for each.
 *
 * <p>Seeded layers are scaled by these, so that activations neither vanish nor explode over 48
 * layers. StrictMath, so that a seed means the same bytes on each machine. Immutable.
 */
final class Moments {
  private final double[] mean;
  private final double[] variance;

  /** Takes the two arrays over; they have one entry a channel. */
  Moments(double[] mean, double[] variance) {
    this.mean = mean;
    this.variance = variance;
  }

  /** Returns moments that are equal for all channels. */
  static Moments uniform(int channels, double mean, double variance) {
    double[] means = new double[channels];
    double[] variances = new double[channels];
    Arrays.fill(means, mean);
    Arrays.fill(variances, variance);
    return new Moments(means, variances);
  }

  /** The channels of all parts, one after another. */
  static Moments join(List<Moments> parts) {
    return new Moments(
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.mean)).toArray(),
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.variance)).toArray());
  }

  int channels() {
    return mean.length;
  }

  double mean(int channel) {
    return mean[channel];
  }

  double variance(int channel) {
    return variance[channel];
  }

  double deviation(int channel) {
    return StrictMath.sqrt(variance[channel]);
  }

  /**
   * After a linear layer, if channels and places were independent.
   *
   * @param weights [..., channels in, channels out], row by row
   */
  Moments linear(float[] weights, int channelsOut) {
    double[] means = new double[channelsOut];
    double[] variances = new double[channelsOut];
    for (int row = 0; row * channelsOut < weights.length; row++) {
      int from = row % mean.length;
      for (int to = 0; to < channelsOut; to++) {
        double weight = weights[row * channelsOut + to];
        means[to] += weight * mean[from];
        variances[to] += weight * weight * variance[from];
      }
    }
    return new Moments(means, variances);
  }

  /** After {@code value * scale[channel] + offset[channel]}. */
  Moments affine(double[] scale, double[] offset) {
    double[] means = new double[mean.length];
    double[] variances = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      means[i] = mean[i] * scale[i] + offset[i];
      variances[i] = variance[i] * scale[i] * scale[i];
    }
    return new Moments(means, variances);
  }

  /** After a Relu, if the values are normally distributed before it. */
  Moments relu() {
    double[] means = new double[mean.length];
    double[] variances = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double sigma = deviation(i);
      double z = mean[i] / sigma;
      double positive = cumulative(z);
      double density = StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI);
      means[i] = mean[i] * positive + sigma * density;
      double square = (mean[i] * mean[i] + variance[i]) * positive + mean[i] * sigma * density;
      variances[i] = square - means[i] * means[i];
    }
    return new Moments(means, variances);
  }

  /** After a pool of 3 by 3; the figures are what photographs show in this graph, roughly. */
  Moments pool(boolean max) {
    double[] means = new double[mean.length];
    double[] variances = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      means[i] = mean[i] + (max ? 0.6 * deviation(i) : 0);
      variances[i] = variance[i] * (max ? 1 : 0.6);
    }
    return new Moments(means, variances);
  }

  /** The normal distribution function, within 4e-4. */
  private static double cumulative(double z) {
    double inner = StrictMath.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
    return (1 + StrictMath.tanh(inner)) / 2;
  }
}
