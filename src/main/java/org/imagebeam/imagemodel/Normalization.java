package org.imagebeam.imagemodel;

import java.util.List;
import org.imagebeam.model.ModelSpec;

/**
 * Makes pixel values what a network takes: {@code (value - mean) * scale}.
 *
 * @param means of red, green and blue
 * @param scales likewise
 */
public record Normalization(List<Float> means, List<Float> scales) {
  private static final int CHANNELS = 3;

  /** For graphs that normalise by themselves. */
  static final Normalization NONE = new Normalization(0f, 1f);

  public Normalization {
    means = List.copyOf(means);
    scales = List.copyOf(scales);
  }

  /** Returns one mean and scale for all three colours. */
  Normalization(float mean, float scale) {
    this(List.of(mean, mean, mean), List.of(scale, scale, scale));
  }

  /** Returns what a model folder states; nothing is done to pixels where it states nothing. */
  public static Normalization of(ModelSpec spec) {
    return new Normalization(spec.channelMeans(), spec.channelScales());
  }

  /**
   * Normalises in place.
   *
   * @param pixels red, green, blue, and so on
   */
  public void apply(float[] pixels) {
    if (equals(NONE)) {
      return;
    }
    for (int channel = 0; channel < CHANNELS; channel++) {
      float mean = means.get(channel);
      float scale = scales.get(channel);
      for (int i = channel; i < pixels.length; i += CHANNELS) {
        pixels[i] = (pixels[i] - mean) * scale;
      }
    }
  }
}
