package org.imagebeam.image;

import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.Orientation;

/**
 * How a stored image of {@code width} by {@code height} pixels is made smaller in decoding: each
 * {@code ratio} by {@code ratio} of them become one, their mean. At the right and lower edge fewer
 * do.
 *
 * @param width in pixels, as stored
 * @param height likewise
 * @param ratio 1, 2, 4 or 8, as {@code DecodeJpeg} takes it
 */
record Reduction(int width, int height, int ratio) {
  private static final int LARGEST = 8;

  /** The largest after which the upright image still has {@code height} by {@code width} pixels. */
  static Reduction toCover(ImageHeader header, Orientation orientation, long height, long width) {
    long alongX = header.width() / (orientation.transposed() ? height : width);
    long alongY = header.height() / (orientation.transposed() ? width : height);
    int spare = (int) Math.max(1, Math.min(LARGEST, Math.min(alongX, alongY)));
    return new Reduction(header.width(), header.height(), Integer.highestOneBit(spare));
  }
}
