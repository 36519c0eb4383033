package org.imagebeam.image.resize;

import java.util.Arrays;

/**
 * The weights of the pixels that make one pixel of a resized image, as TensorFlow's kernels compute
 * them (tensorflow/core/kernels/image of TensorFlow 2.18). Not thread-safe.
 */
abstract class Taps {
  final Axis axis;

  /** The pixel that the first weight is of; before that of a flipped axis is turned. */
  int start;

  /** How many weights there are. */
  int size;

  float[] weights = new float[4];

  Taps(Axis axis) {
    this.axis = axis;
  }

  static Taps of(Axis axis, Sizing sizing) {
    return switch (sizing.method()) {
      case BILINEAR -> new CornerTaps(axis);
      case BILINEAR_HALF_PIXEL ->
          sizing.antialias() ? KernelTaps.triangle(axis) : new CentreTaps(axis);
      case BICUBIC -> sizing.antialias() ? KernelTaps.cubic(axis) : new CubicTaps(axis);
      case AREA -> new AreaTaps(axis);
    };
  }

  /**
   * Finds the weights of a pixel.
   *
   * @param output its number in the whole resized image
   */
  abstract void find(long output);

  /** Returns what the weighted sums are multiplied with. */
  float factor() {
    return 1;
  }

  /** Starts anew. */
  final void startAt(int pixel) {
    start = pixel;
    size = 0;
  }

  final void add(float weight) {
    if (size == weights.length) {
      weights = Arrays.copyOf(weights, 2 * size);
    }
    weights[size++] = weight;
  }

  /** Two neighbours, by how far a position lies behind the first of them. */
  final void between(double position) {
    double below = Math.floor(position);
    float weight = (float) (position - below);
    int lower = (int) Math.max(0, below);
    int upper = (int) Math.min(axis.pixels() - 1.0, Math.ceil(position));
    startAt(lower);
    if (upper > lower) {
      add(1 - weight);
      add(weight);
    } else {
      add(1);
    }
  }

  /** {@code ResizeBilinear} without half-pixel centres. */
  private static final class CornerTaps extends Taps {
    CornerTaps(Axis axis) {
      super(axis);
    }

    @Override
    void find(long output) {
      double position = axis.at((double) output);
      if (axis.ratio() > 1) {
        // What is at the middle of the pixels that became one is at the middle of that one.
        position = axis.reduced(position + 0.5) - 0.5;
      }
      between(Math.max(0, Math.min(axis.pixels() - 1.0, position)));
    }
  }

  /** {@code ResizeBilinear} with half-pixel centres. */
  private static final class CentreTaps extends Taps {
    CentreTaps(Axis axis) {
      super(axis);
    }

    @Override
    void find(long output) {
      between(axis.centre(output + 0.5));
    }
  }

  /** {@code ResizeArea}: each pixel by how much of it is covered. */
  private static final class AreaTaps extends Taps {
    AreaTaps(Axis axis) {
      super(axis);
    }

    @Override
    void find(long output) {
      double from = axis.reduced(axis.at((double) output));
      double to = axis.reduced(axis.at(output + 1.0));
      double scale = axis.reducedScale();
      int last = axis.pixels() - 1;
      startAt((int) Math.min(last, Math.floor(from)));
      for (long pixel = (long) Math.floor(from); pixel < Math.ceil(to); pixel++) {
        double covered;
        if (pixel < from) {
          covered = pixel + 1 > to ? scale : pixel + 1 - from;
        } else {
          covered = pixel + 1 > to ? to - pixel : 1;
        }
        float weight = (float) covered;
        if (pixel > last && size > 0) {
          // Rounding has gone beyond the edge.
          weights[size - 1] += weight;
        } else {
          add(weight);
        }
      }
      if (size == 0) {
        // Of an image so much enlarged that rounding leaves nothing of a pixel.
        add((float) scale);
      }
    }

    @Override
    float factor() {
      return (float) (1 / axis.reducedScale());
    }
  }
}
