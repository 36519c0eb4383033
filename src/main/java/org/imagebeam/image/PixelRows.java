package org.imagebeam.image;

/** A decoded image, read a row at a time: three bytes a pixel, red, green, blue. */
interface PixelRows {
  int width();

  int height();

  /** Copies row {@code y} into {@code rgb}, which holds at least {@code 3 * width()} bytes. */
  void read(int y, byte[] rgb);
}
