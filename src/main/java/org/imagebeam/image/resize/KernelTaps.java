package org.imagebeam.image.resize;

/**
 * {@code ScaleAndTranslate} with {@code antialias}: a kernel that is as much wider as the image
 * gets smaller.
 */
abstract class KernelTaps extends Taps {
  private final float radius;
  private final float kernelScale;
  private final float inverse;

  private KernelTaps(Axis axis, float radius) {
    super(axis);
    this.radius = radius;
    // Twice rounded, since the op is given the scale and divides 1 by it.
    float scale = axis.full() / (float) axis.stored();
    inverse = (float) (1.0 / scale);
    kernelScale = Math.max(inverse / axis.ratio(), 1);
  }

  static KernelTaps triangle(Axis axis) {
    return new KernelTaps(axis, 1) {
      @Override
      float weight(float x) {
        return Math.max(0, 1 - x);
      }
    };
  }

  /** The cubic of Keys (1981) with a of -0.5. */
  static KernelTaps cubic(Axis axis) {
    return new KernelTaps(axis, 2) {
      @Override
      float weight(float x) {
        if (x >= 2) {
          return 0;
        }
        return x >= 1 ? ((-0.5f * x + 2.5f) * x - 4) * x + 2 : ((1.5f * x - 2.5f) * x) * x + 1;
      }
    };
  }

  /** The kernel's value at a distance from its middle. */
  abstract float weight(float x);

  @Override
  final void find(long output) {
    double sample = axis.reduced(position(output + 0.5));
    double reach = radius * kernelScale;
    int last = axis.pixels() - 1;
    int first = (int) Math.max(0, Math.min(last, Math.ceil(sample - reach - 0.5)));
    int end = (int) Math.max(0, Math.min(last, Math.floor(sample + reach - 0.5))) + 1;
    startAt(first);
    float sum = 0;
    for (int pixel = first; pixel < end; pixel++) {
      float weight = weight(Math.abs((float) (pixel + 0.5 - sample) / kernelScale));
      sum += weight;
      add(weight);
    }
    for (int i = 0; i < size; i++) {
      weights[i] /= sum;
    }
  }

  private double position(double point) {
    return axis.isExactInFloat() ? (float) point * inverse : axis.at(point);
  }
}
