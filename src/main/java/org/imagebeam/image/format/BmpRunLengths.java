package org.imagebeam.image.format;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * Follows the run lengths of a BMP file (RLE8 and RLE4): Java's reader makes some image or other of
 * data that is damaged.
 */
public final class BmpRunLengths {
  private static final int END_OF_ROW = 0;
  private static final int END_OF_IMAGE = 1;
  private static final int DELTA = 2;

  private final ByteBuffer data;
  private final ImageHeader size;
  private final int bits;
  private int column;
  private int row;

  private BmpRunLengths(ByteBuffer data, ImageHeader size, int bits) {
    this.data = data;
    this.size = size;
    this.bits = bits;
  }

  /**
   * Sees that the data says of each pixel what it is, or leaves it out, and has none too many.
   *
   * @param data from its position on; not changed
   * @param size of the image, in pixels
   * @param bits a pixel: 4 or 8
   * @throws ImageException if it ends too early, or leaves the image; says in which row
   */
  public static void requireWhole(ByteBuffer data, ImageHeader size, int bits)
      throws ImageException {
    ByteBuffer view = requireNonNull(data, "data is null").slice();
    new BmpRunLengths(view, requireNonNull(size, "size is null"), bits).follow();
  }

  private void follow() throws ImageException {
    while (data.remaining() >= 2) {
      int run = Byte.toUnsignedInt(data.get());
      int value = Byte.toUnsignedInt(data.get());
      if (run > 0) {
        pass(run);
      } else if (value == END_OF_IMAGE) {
        return;
      } else if (value == END_OF_ROW) {
        column = 0;
        row++;
      } else if (value == DELTA) {
        move();
      } else {
        pass(value);
        skip(value);
      }
    }
    // Some writers leave the last marks out.
    boolean complete = row >= size.height() || (row == size.height() - 1 && column == size.width());
    if (!complete) {
      throw new ImageException(
          "the BMP file's run lengths end in row "
              + (row + 1)
              + " of "
              + size.height()
              + ": it is truncated");
    }
  }

  private void pass(int pixels) throws ImageException {
    column += pixels;
    requireInside();
  }

  private void move() throws ImageException {
    if (data.remaining() < 2) {
      return;
    }
    column += Byte.toUnsignedInt(data.get());
    row += Byte.toUnsignedInt(data.get());
    requireInside();
  }

  private void requireInside() throws ImageException {
    if (column > size.width() || row >= size.height()) {
      throw new ImageException(
          "the BMP file's run lengths leave the image in row " + (row + 1) + ": it is damaged");
    }
  }

  /** Pixels that are written one by one fill up 16 bits. */
  private void skip(int pixels) {
    int bytes = (pixels * bits + Byte.SIZE - 1) / Byte.SIZE;
    data.position(Math.min(data.limit(), data.position() + bytes + bytes % 2));
  }
}
