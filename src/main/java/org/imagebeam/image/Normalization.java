package org.imagebeam.image;

import org.imagebeam.model.ModelSpec;

/** Pixel values as a network takes them: {@code (value - mean) * scale}. */
record Normalization(float mean, float scale) {
  /** For graphs that normalise by themselves. */
  static final Normalization NONE = new Normalization(0f, 1f);

  static Normalization of(ModelSpec spec) {
    return new Normalization(spec.mean(), spec.scale());
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
