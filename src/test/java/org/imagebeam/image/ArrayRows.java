package org.imagebeam.image;

import java.util.Random;

/** An image in an array. */
public final class ArrayRows implements PixelRows {
  private final int width;
  private final int height;
  private final byte[] rgb;

  ArrayRows(int width, int height, byte[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  static ArrayRows random(int width, int height, long seed) {
    byte[] rgb = new byte[width * height * 3];
    new Random(seed).nextBytes(rgb);
    return new ArrayRows(width, height, rgb);
  }

  /** Of values 0 to 255, row by row. */
  public static ArrayRows of(int width, int height, float[] values) {
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(values[i]);
    }
    return new ArrayRows(width, height, rgb);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  /** The values, 0 to 255, three a pixel, row by row. */
  public float[] values() {
    float[] values = new float[rgb.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rgb[i] & 0xff;
    }
    return values;
  }

  @Override
  public void read(int y, byte[] row) {
    System.arraycopy(rgb, y * 3 * width, row, 0, 3 * width);
  }

  /**
   * The image as a viewer shows it whose file says that orientation, by the words of the EXIF
   * standard: where the first stored row and the first stored column are seen.
   */
  public ArrayRows turned(int orientation) {
    boolean lying = orientation >= 5;
    ArrayRows seen =
        new ArrayRows(lying ? height : width, lying ? width : height, new byte[rgb.length]);
    for (int y = 0; y < seen.height; y++) {
      for (int x = 0; x < seen.width; x++) {
        int fromX =
            switch (orientation) {
              case 1, 4 -> x;
              case 2, 3 -> width - 1 - x;
              case 5, 6 -> y;
              default -> width - 1 - y;
            };
        int fromY =
            switch (orientation) {
              case 1, 2 -> y;
              case 3, 4 -> height - 1 - y;
              case 5, 8 -> x;
              default -> height - 1 - x;
            };
        System.arraycopy(rgb, 3 * (fromY * width + fromX), seen.rgb, 3 * (y * seen.width + x), 3);
      }
    }
    return seen;
  }
}
