package org.imagebeam.image;

import java.io.Serializable;
import java.util.Locale;

/**
 * How one view of an image differs from the image, as retrain.py's {@code add_input_distortions}
 * (TensorFlow, examples/image_retraining) has it: enlarged, of that a window of the network's size,
 * mirrored, brightened.
 *
 * @param flip whether left and right change places
 * @param scale by which the image is larger than the network's input, at least 1
 * @param left how far right in the larger image the window lies, 0 to 1
 * @param top how far down it lies, 0 to 1
 * @param brightness that each value of 0 to 255 is multiplied with; not cut off at 255
 */
public record Distortion(boolean flip, double scale, double left, double top, float brightness)
    implements Serializable {
  /** The image as it is. */
  public static final Distortion NONE = new Distortion(false, 1, 0, 0, 1);

  private static final int CHANNELS = 3;

  /**
   * @throws IllegalArgumentException if a value is out of its bounds
   */
  public Distortion {
    if (!(scale >= 1)
        || !Double.isFinite(scale)
        || !isShare(left)
        || !isShare(top)
        || !(brightness >= 0 && Float.isFinite(brightness))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no image can be distorted by scale %s, left %s, top %s, brightness %s",
              scale,
              left,
              top,
              brightness));
    }
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  /** How long a side is before the window is cut out of it. */
  public int enlarged(int side) {
    return (int) (side * scale);
  }

  /**
   * Cuts, mirrors and brightens.
   *
   * @param pixels {@code [enlarged(height), enlarged(width), 3]} of 0 to 255
   * @return {@code [height, width, 3]}
   */
  public float[] apply(float[] pixels, int height, int width) {
    int stride = enlarged(width) * CHANNELS;
    int firstRow = place(top, enlarged(height) - height);
    int firstValue = place(left, enlarged(width) - width) * CHANNELS;
    float[] window = new float[height * width * CHANNELS];
    for (int y = 0; y < height; y++) {
      int from = (firstRow + y) * stride + firstValue;
      int to = y * width * CHANNELS;
      for (int x = 0; x < width; x++) {
        int source = from + (flip ? width - 1 - x : x) * CHANNELS;
        for (int c = 0; c < CHANNELS; c++) {
          window[to + x * CHANNELS + c] = pixels[source + c] * brightness;
        }
      }
    }
    return window;
  }

  /** The offset that a share of 0 to 1 stands for, each of 0 to {@code room} equally often. */
  private static int place(double share, int room) {
    return Math.min(room, (int) (share * (room + 1)));
  }
}
