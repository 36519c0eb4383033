package org.imagebeam.image;

/** Rows of another image, whose pixels are changed one by one. */
abstract class PixelMap implements PixelRows {
  private final PixelRows rows;

  /**
   * @param rows of that image
   */
  PixelMap(PixelRows rows) {
    this.rows = rows;
  }

  /**
   * Changes a pixel.
   *
   * @param row that it is in
   * @param at where its three bytes begin
   */
  abstract void change(byte[] row, int at);

  @Override
  public final int width() {
    return rows.width();
  }

  @Override
  public final int height() {
    return rows.height();
  }

  @Override
  public final void read(int y, byte[] rgb) {
    rows.read(y, rgb);
    for (int at = 0; at < 3 * width(); at += 3) {
      change(rgb, at);
    }
  }
}
