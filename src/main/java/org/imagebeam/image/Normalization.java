package org.imagebeam.image;

import org.imagebeam.model.ModelSpec;

/** Pixel values as a network takes them: {@code (value - mean) * scale}. */
record Normalization(float mean, float scale) {
  /** For graphs that normalise by themselves. */
  static final Normalization NONE = new Normalization(0f, 1f);

  static Normalization of(ModelSpec spec) {
    return new Normalization(spec.mean(), spec.scale());
  }

  /** What a spec states; none where it states nothing. */
  static Normalization stated(ModelSpec spec) {
    Normalization all = of(spec);
    return all.equals(of(ModelSpec.INCEPTION_2015)) ? NONE : all;
  }

  /** Normalises in place. */
  void apply(float[] pixels) {
    if (equals(NONE)) {
      return;
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (pixels[i] - mean) * scale;
    }
  }
}
