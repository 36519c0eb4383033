package org.imagebeam.imagemodel;

/**
 * Two images to try a network with: smooth, as photographs are, and as unlike each other as can be
 * in brightness, colour and contrast, so that a network which mixes its batch answers them
 * differently together. Each is float32 {@code [height, width, 3]} in row order, values of 0 to
 * 255.
 */
final class TrialImages {
  private TrialImages() {}

  /** Makes a bright image of soft waves that differ by colour. */
  static float[] bright(int height, int width) {
    return draw(
        height,
        width,
        (y, x, channel) ->
            150 + 60 * Math.sin(5 * x + 2 * channel) * Math.cos(3 * y + channel) + 40 * y - 20 * x);
  }

  /** Makes a dark image with a coloured light in its upper left. */
  static float[] dark(int height, int width) {
    return draw(
        height,
        width,
        (y, x, channel) -> {
          double distance = (y - 0.3) * (y - 0.3) + (x - 0.25) * (x - 0.25);
          return 15 + (140 - 50 * channel) * Math.exp(-20 * distance) + 10 * Math.sin(40 * x * y);
        });
  }

  /** The brightness at a place: both from 0 to 1, from the upper left. */
  private interface Painting {
    double at(double y, double x, int channel);
  }

  private static float[] draw(int height, int width, Painting painting) {
    float[] pixels = new float[height * width * 3];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          double value = painting.at((double) y / height, (double) x / width, channel);
          pixels[at++] = Math.round(Math.max(0, Math.min(255, value)));
        }
      }
    }
    return pixels;
  }
}
