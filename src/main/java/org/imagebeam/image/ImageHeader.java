package org.imagebeam.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A picture's size as the header of its file says, read without decoding.
 *
 * @param width in pixels, as stored, before any EXIF orientation
 * @param height likewise
 */
record ImageHeader(int width, int height) {
  private static final int PNG_SIZE = 16;
  private static final int GIF_SIZE = 6;
  private static final int BMP_HEADER = 14;
  private static final int BMP_CORE_HEADER_LENGTH = 12;

  /**
   * Reads the header of a JPEG, PNG, GIF or BMP file.
   *
   * @throws ImageException if the file ends within its header
   */
  static ImageHeader read(ImageFormat format, byte[] file) throws ImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    try {
      return switch (format) {
        case JPEG -> jpeg(bytes);
        case PNG -> new ImageHeader(bytes.getInt(PNG_SIZE), bytes.getInt(PNG_SIZE + 4));
        case GIF -> gif(bytes.order(ByteOrder.LITTLE_ENDIAN));
        case BMP -> bmp(bytes.order(ByteOrder.LITTLE_ENDIAN));
        default -> throw new IllegalArgumentException(format + " has a reader of its own");
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new ImageException("the " + format + " file ends within its header: truncated?", e);
    }
  }

  private static ImageHeader gif(ByteBuffer bytes) {
    return new ImageHeader(
        Short.toUnsignedInt(bytes.getShort(GIF_SIZE)),
        Short.toUnsignedInt(bytes.getShort(GIF_SIZE + 2)));
  }

  private static ImageHeader bmp(ByteBuffer bytes) {
    int at = BMP_HEADER + 4;
    if (bytes.getInt(BMP_HEADER) == BMP_CORE_HEADER_LENGTH) {
      return new ImageHeader(
          Short.toUnsignedInt(bytes.getShort(at)), Short.toUnsignedInt(bytes.getShort(at + 2)));
    }
    // The height is below zero where the rows start at the top.
    return new ImageHeader(bytes.getInt(at), Math.abs(bytes.getInt(at + 4)));
  }

  /** The size of the picture when it is turned so. */
  ImageHeader turned(Orientation orientation) {
    return orientation.transposed()
        ? new ImageHeader(/* width= */ height, /* height= */ width)
        : this;
  }

  /** Walks the segments to the frame header, over stray bytes between them as libjpeg does. */
  private static ImageHeader jpeg(ByteBuffer bytes) {
    bytes.position(2);
    while (true) {
      int marker = nextMarker(bytes);
      if (isFrame(marker)) {
        int height = Short.toUnsignedInt(bytes.getShort(bytes.position() + 3));
        int width = Short.toUnsignedInt(bytes.getShort(bytes.position() + 5));
        return new ImageHeader(width, height);
      }
      if (!standsAlone(marker)) {
        int length = Short.toUnsignedInt(bytes.getShort(bytes.position()));
        if (bytes.position() + length > bytes.limit()) {
          throw new BufferUnderflowException();
        }
        bytes.position(bytes.position() + Math.max(2, length));
      }
    }
  }

  private static int nextMarker(ByteBuffer bytes) {
    while (bytes.get() != (byte) 0xff) {
      // A stray byte.
    }
    int marker = Byte.toUnsignedInt(bytes.get());
    while (marker == 0xff) {
      marker = Byte.toUnsignedInt(bytes.get());
    }
    return marker;
  }

  /** SOF0 to SOF15, among which DHT, JPG and DAC have their codes. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** Markers without a length: a stuffed zero, TEM, RSTn, SOI, EOI. */
  private static boolean standsAlone(int marker) {
    return marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd9);
  }
}
