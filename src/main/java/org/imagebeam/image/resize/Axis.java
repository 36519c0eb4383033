package org.imagebeam.image.resize;

import static java.util.Objects.requireNonNull;

/**
 * One axis of an image that is resized.
 *
 * @param pixels that there are to sample
 * @param stored pixels that there were before the image was reduced in decoding
 * @param ratio of that reduction, or 1
 * @param flipped whether the upright image runs against it
 * @param full pixels of the whole resized image
 * @param first of the resized pixels that are wanted
 * @param count how many are wanted
 */
public record Axis(
    int pixels, int stored, int ratio, boolean flipped, long full, long first, int count) {
  /** Up to here, float32 holds every whole number. */
  private static final long MOST_IN_FLOAT = 1 << 24;

  /** Whether float32 holds the number of every pixel of the resized image. */
  boolean isExactInFloat() {
    return full <= MOST_IN_FLOAT;
  }

  /** Returns how many pixels one of the resized image spans, in float32 as TensorFlow has it. */
  float scale() {
    return stored / (float) full;
  }

  /**
   * Returns where a point of the resized image lies in the image before it was reduced, in pixels
   * from its edge.
   *
   * @param point in pixels from the edge: a whole number, or a half above one
   */
  double at(double point) {
    // TensorFlow's positions are float32; it takes no image of more pixels than that can count.
    return isExactInFloat() ? (float) point * scale() : point * ((double) stored / full);
  }

  /** Returns where that point lies among the reduced pixels. */
  double reduced(double position) {
    // Where the stored positions end within the last pixel, a flipped axis starts.
    int start = flipped ? pixels * ratio - stored : 0;
    return ratio == 1 ? position : (position + start) / ratio;
  }

  /** Returns how many reduced pixels one of the resized image spans. */
  double reducedScale() {
    return isExactInFloat() ? scale() / ratio : (double) stored / full / ratio;
  }

  /** Returns the reduced pixel, as a coordinate whose whole numbers are pixels' centres. */
  double centre(double point) {
    double position = at(point);
    if (ratio == 1) {
      // In float32, so that the weights are TensorFlow's.
      return isExactInFloat() ? (float) position - 0.5f : position - 0.5;
    }
    return Math.max(0, Math.min(pixels - 1, reduced(position) - 0.5));
  }

  /** Returns the weights of its pixels. */
  public AxisWeights weights(Sizing sizing) {
    requireNonNull(sizing, "sizing is null");
    return AxisWeights.of(this, Taps.of(this, sizing));
  }

  /** Returns how many bytes {@link #weights} takes, at most. */
  public long weightBytes(Sizing sizing) {
    double span = Math.max(1, (double) stored / full / ratio);
    boolean all = sizing.antialias() || sizing.method() == ResizeMethod.AREA;
    double taps = Math.min(pixels, all ? 4 * span + 2 : 4);
    return (long) (2 * Float.BYTES * taps * count);
  }
}
