package org.imagebeam.image;

import static java.util.Objects.requireNonNull;

import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.Window;

/**
 * The pixels of an image that lies as it is stored.
 *
 * @param values {@code [size.height, size.width, 3]} in row order
 * @param size as stored, in pixels
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredPixels(float[] values, ImageHeader size) {
  private static final int CHANNELS = 3;

  StoredPixels {
    requireNonNull(values, "values is null");
    requireNonNull(size, "size is null");
  }

  /**
   * Turns the image, and cuts a part out of it.
   *
   * @param window of the upright image
   * @return {@code [window.height, window.width, 3]} in row order
   */
  float[] upright(Orientation orientation, Window window) {
    boolean whole = window.height() == size.height() && window.width() == size.width();
    if (whole && orientation.equals(Orientation.UPRIGHT)) {
      return values;
    }
    ImageHeader upright = size.turned(orientation);
    float[] part = new float[window.height() * window.width() * CHANNELS];
    int to = 0;
    for (int y = 0; y < window.height(); y++) {
      int row = place((int) window.top() + y, upright.height(), orientation.flippedY());
      for (int x = 0; x < window.width(); x++) {
        int column = place((int) window.left() + x, upright.width(), orientation.flippedX());
        int from =
            orientation.transposed() ? column * size.width() + row : row * size.width() + column;
        System.arraycopy(values, from * CHANNELS, part, to, CHANNELS);
        to += CHANNELS;
      }
    }
    return part;
  }

  private static int place(int upright, int length, boolean flipped) {
    return flipped ? length - 1 - upright : upright;
  }
}
