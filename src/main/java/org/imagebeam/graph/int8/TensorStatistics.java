package org.imagebeam.graph.int8;

import java.util.Arrays;

/**
 * Sees the values of a tensor, image by image: how they are distributed, and each channel's mean.
 * Not thread-safe.
 */
public final class TensorStatistics {
  private static final int BINS = 4096;

  /** How often a value in so many is counted: a tensor of an image can have millions. */
  private static final int COUNTED = 100_000;

  /** Parts of the largest value that are tried as the range's end. */
  private static final int LEAST_PERCENT = 30;

  private static final int PERCENT = 100;

  /** Of values from {@code -reach} to {@code reach}, zeros left out. */
  private long[] histogram = new long[BINS];

  /** A power of two, so that any two histograms can be added. */
  private double reach = Math.scalb(1.0, -10);

  private float min;
  private float max;
  private double[] sums = {};
  private long places;

  /**
   * Adds the values of some images.
   *
   * @param values the channels run fastest
   * @param channels how many there are
   * @throws IllegalStateException if a value is no finite number
   */
  public void add(float[] values, int channels) {
    if (sums.length == 0) {
      sums = new double[channels];
    }
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      min = Math.min(min, value);
      max = Math.max(max, value);
      sums[i % channels] += value;
    }
    places += values.length / channels;
    if (!Float.isFinite(min) || !Float.isFinite(max)) {
      throw new IllegalStateException("a layer gives values that are no finite numbers");
    }
    reach(Math.max(-min, max));
    // Odd, so that it meets all channels.
    int stride = values.length / COUNTED | 1;
    for (int i = 0; i < values.length; i += stride) {
      if (values[i] != 0) {
        histogram[bin(values[i])]++;
      }
    }
  }

  private int bin(double value) {
    return Math.min(BINS - 1, (int) ((value / reach + 1) * BINS / 2));
  }

  private void reach(double largest) {
    while (reach < largest) {
      reach *= 2;
      long[] wider = new long[BINS];
      for (int bin = 0; bin < BINS; bin++) {
        wider[BINS / 4 + bin / 2] += histogram[bin];
      }
      histogram = wider;
    }
  }

  /** Returns the distribution of this tensor's and another one's values; neither changes. */
  TensorStatistics with(TensorStatistics other) {
    TensorStatistics both = new TensorStatistics();
    both.min = Math.min(min, other.min);
    both.max = Math.max(max, other.max);
    both.reach(Math.max(reach, other.reach));
    both.histogram = aligned(both.reach);
    long[] added = other.aligned(both.reach);
    Arrays.setAll(both.histogram, bin -> both.histogram[bin] + added[bin]);
    return both;
  }

  private long[] aligned(double wanted) {
    TensorStatistics copy = new TensorStatistics();
    copy.reach = reach;
    copy.histogram = histogram.clone();
    copy.reach(wanted);
    return copy.histogram;
  }

  /** Returns each channel's mean over images and places. */
  double[] means() {
    return Arrays.stream(sums).map(sum -> sum / Math.max(1, places)).toArray();
  }

  /** Returns how many values were seen. */
  long size() {
    return places * sums.length;
  }

  /** Returns how many channels there are; 0 before the first image. */
  public int channels() {
    return sums.length;
  }

  /**
   * Chooses the range with the least squared error: a narrow one cuts off large values, a wide one
   * rounds all of them to coarser steps.
   *
   * @param ceiling the largest value that the range has to hold
   */
  QuantizedRange range(double ceiling) {
    QuantizedRange best = QuantizedRange.covering(min, Math.min(ceiling, max));
    double least = Double.POSITIVE_INFINITY;
    for (int percent = LEAST_PERCENT; percent <= PERCENT; percent++) {
      double part = percent / (double) PERCENT;
      QuantizedRange range = QuantizedRange.covering(part * min, Math.min(ceiling, part * max));
      double error = error(range);
      if (error < least) {
        least = error;
        best = range;
      }
    }
    return best;
  }

  private double error(QuantizedRange range) {
    double rounding = (double) range.step() * range.step() / 12;
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (histogram[bin] > 0) {
        double value = ((bin + 0.5) * 2 / BINS - 1) * reach;
        double beyond = Math.max(0, Math.max(value - range.max(), range.min() - value));
        error += histogram[bin] * (rounding + beyond * beyond);
      }
    }
    return error;
  }
}
