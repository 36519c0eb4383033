package org.imagebeam.graph.optimize.layer;

import java.util.Arrays;

/** {@code scale * x + offset}, each channel with its own, in double. */
public final class ChannelAffine {
  private final double[] scale;
  private final double[] offset;

  /** Keeps the arrays without a copy. */
  public ChannelAffine(double[] scale, double[] offset) {
    this.scale = scale;
    this.offset = offset;
  }

  public static ChannelAffine identity(int channels) {
    return scaling(repeat(1, channels));
  }

  public static ChannelAffine scaling(double[] scale) {
    return new ChannelAffine(scale, repeat(0, scale.length));
  }

  public static ChannelAffine adding(double[] offset) {
    return new ChannelAffine(repeat(1, offset.length), offset);
  }

  private static double[] repeat(double value, int count) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  /** This, and then {@code next} of what it gives. */
  public ChannelAffine then(ChannelAffine next) {
    double[] scales = new double[scale.length];
    double[] offsets = new double[scale.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = scale[i] * next.scale[i];
      offsets[i] = offset[i] * next.scale[i] + next.offset[i];
    }
    return new ChannelAffine(scales, offsets);
  }

  public double scale(int channel) {
    return scale[channel];
  }

  /** The offsets, rounded to float32. */
  public float[] offsets() {
    float[] rounded = new float[offset.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) offset[i];
    }
    return rounded;
  }

  /** Whether float32 holds all of it. */
  public boolean isFinite() {
    for (int i = 0; i < scale.length; i++) {
      if (!Float.isFinite((float) scale[i]) || !Float.isFinite((float) offset[i])) {
        return false;
      }
    }
    return true;
  }
}
