package org.imagebeam.image;

import java.util.ArrayList;
import java.util.List;

/**
 * An image that remembers which of its rows were read.
 *
 * @param image whose rows they are
 * @param read the rows, in the order in which they were read
 */
record CountedRows(PixelRows image, List<Integer> read) implements PixelRows {
  CountedRows(PixelRows image) {
    this(image, new ArrayList<>());
  }

  @Override
  public int width() {
    return image.width();
  }

  @Override
  public int height() {
    return image.height();
  }

  @Override
  public void read(int y, byte[] rgb) {
    read.add(y);
    image.read(y, rgb);
  }
}
