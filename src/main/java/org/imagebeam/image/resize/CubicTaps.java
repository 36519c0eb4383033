package org.imagebeam.image.resize;

/**
 * {@code ResizeBicubic} with half-pixel centres, whose kernel is read from a table of 1024 steps;
 * pixels beyond the edge weigh nothing.
 */
final class CubicTaps extends Taps {
  private static final int STEPS = 1024;
  private static final float A = -0.5f;

  /** The kernel at {@code i / STEPS}, and at 1 more. */
  private static final float[] NEAR = new float[STEPS + 1];

  private static final float[] FAR = new float[STEPS + 1];

  static {
    for (int i = 0; i <= STEPS; i++) {
      float x = i / (float) STEPS;
      NEAR[i] = ((A + 2) * x - (A + 3)) * x * x + 1;
      x++;
      FAR[i] = ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }
  }

  CubicTaps(Axis axis) {
    super(axis);
  }

  @Override
  void find(long output) {
    double position = axis.centre(output + 0.5);
    double below = Math.floor(position);
    int step = (int) Math.rint((float) (position - below) * STEPS);
    float[] four = {FAR[step], NEAR[step], NEAR[STEPS - step], FAR[STEPS - step]};
    long first = (long) below - 1;
    float sum = 0;
    for (int i = 0; i < four.length; i++) {
      boolean inside = first + i >= 0 && first + i < axis.pixels();
      four[i] = inside ? four[i] : 0;
      sum += four[i];
    }
    startAt((int) Math.max(0, first));
    for (int i = 0; i < four.length; i++) {
      if (first + i >= 0 && first + i < axis.pixels()) {
        add(four[i] / sum);
      }
    }
  }
}
