package org.imagebeam.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Walks the blocks of a GIF89a file. TensorFlow's decoder makes up what a truncated file lacks, so
 * wholeness has to be seen to before.
 */
final class GifStructure {
  private static final int SCREEN_FLAGS = 10;
  private static final int BLOCKS = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;

  private GifStructure() {}

  /**
   * Checks that the first frame is there whole; what comes behind it is not looked at.
   *
   * @throws ImageException if the file ends before, or has no frame
   */
  static void requireWhole(byte[] file) throws ImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    try {
      bytes.position(BLOCKS + colorTableBytes(file[SCREEN_FLAGS]));
      int block = Byte.toUnsignedInt(bytes.get());
      while (block == EXTENSION) {
        bytes.get();
        skipSubBlocks(bytes);
        block = Byte.toUnsignedInt(bytes.get());
      }
      if (block != IMAGE) {
        throw new ImageException("the GIF file has no frame");
      }
      bytes.position(bytes.position() + 8);
      int tableBytes = colorTableBytes(bytes.get());
      // The local colour table, and the byte of the LZW code size.
      bytes.position(bytes.position() + tableBytes + 1);
      skipSubBlocks(bytes);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ImageException("the GIF file ends within its first frame: truncated", e);
    }
  }

  private static int colorTableBytes(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static void skipSubBlocks(ByteBuffer bytes) {
    int length = Byte.toUnsignedInt(bytes.get());
    while (length > 0) {
      bytes.position(bytes.position() + length);
      length = Byte.toUnsignedInt(bytes.get());
    }
  }
}
