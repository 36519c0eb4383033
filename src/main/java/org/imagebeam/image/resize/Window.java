package org.imagebeam.image.resize;

import java.util.Locale;

/**
 * A part of a resized image, in its pixels. The whole of it may be larger than memory: only the
 * part is computed.
 *
 * @param fullHeight of the whole resized image
 * @param fullWidth likewise
 * @param top first row of the part
 * @param left first column of the part
 * @param height of the part
 * @param width of the part
 */
public record Window(long fullHeight, long fullWidth, long top, long left, int height, int width) {
  private static final long MOST = 4;

  /**
   * @throws IllegalArgumentException if the part isn't within the whole
   */
  public Window {
    boolean within =
        height > 0
            && width > 0
            && top >= 0
            && left >= 0
            && top + height <= fullHeight
            && left + width <= fullWidth;
    if (!within) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no part of %d x %d at %d, %d of %d x %d",
              height,
              width,
              top,
              left,
              fullHeight,
              fullWidth));
    }
  }

  /** Whether the whole has no more than four times as many pixels. */
  public boolean isMostOfTheWhole() {
    return fullHeight <= MOST * height * width / fullWidth;
  }
}
