package org.imagebeam.image.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An image's size as the header of its file says, read without decoding.
 *
 * @param width in pixels, as stored, before any EXIF orientation
 * @param height likewise
 */
public record ImageHeader(int width, int height) {
  private static final int PNG_SIZE = 16;
  private static final int GIF_SIZE = 6;
  private static final int BMP_HEADER = 14;
  private static final int BMP_CORE_HEADER_LENGTH = 12;

  /**
   * Reads the header of a JPEG, PNG, GIF or BMP file.
   *
   * @throws ImageException if the file ends within its header or, if it is a PNG, within a chunk;
   *     or is a JPEG of a kind that isn't read
   */
  public static ImageHeader read(ImageFormat format, byte[] file) throws ImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    try {
      return switch (format) {
        case JPEG -> {
          JpegFrame frame = JpegFrame.read(bytes);
          frame.requireReadable("the file");
          if (frame.isProgressive()) {
            JpegScans.check(file, 0, file.length);
          }
          yield frame.size();
        }
        case PNG -> {
          ImageHeader size = new ImageHeader(bytes.getInt(PNG_SIZE), bytes.getInt(PNG_SIZE + 4));
          PngStructure.check(file);
          yield size;
        }
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

  /** The size of the image when it is turned so. */
  public ImageHeader turned(Orientation orientation) {
    return orientation.transposed()
        ? new ImageHeader(/* width= */ height, /* height= */ width)
        : this;
  }
}
