package org.imagebeam.image.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the blocks of a GIF file to the end of its first frame. TensorFlow's decoder makes up what
 * a truncated file lacks, so wholeness has to be seen to before; it makes room for every frame of
 * the file, at the size which that frame states, so it is given none but the first; and it refuses
 * comments without a text, so it is given no extension but the one that states the transparency.
 */
public final class GifStructure {
  private static final int SCREEN_FLAGS = 10;
  private static final int BLOCKS = 13;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int IMAGE = 0x2c;
  private static final byte TRAILER = 0x3b;

  /** A colour has 8 bits. */
  private static final int MOST_CODE_BITS = 8;

  private GifStructure() {}

  /**
   * The first frame.
   *
   * @param width in pixels; may differ from that of the file's header
   * @param height likewise
   * @param blocks the offset behind the header and its colours
   * @param control the offset of the extension that states the transparency, or of the frame
   * @param controlEnd the offset behind that extension
   * @param start the offset of the frame
   * @param end the offset behind its last byte
   */
  public record Frame(
      int width, int height, int blocks, int control, int controlEnd, int start, int end) {
    public ImageHeader size() {
      return new ImageHeader(width, height);
    }

    /**
     * A GIF file of this frame alone, at the upper left of the canvas: TensorFlow's decoder makes a
     * canvas of the frame's size, and would cut off what is shifted out of it.
     */
    public byte[] alone(byte[] file) {
      ByteBuffer alone = ByteBuffer.allocate(blocks + (controlEnd - control) + (end - start) + 1);
      alone.put(file, 0, blocks).put(file, control, controlEnd - control);
      int frame = alone.position();
      alone.put(file, start, end - start).put(TRAILER);
      return alone.putInt(frame + 1, 0).array();
    }
  }

  /**
   * Finds the first frame; what comes behind it is not looked at.
   *
   * @throws ImageException if the file ends before the frame does, or has none
   */
  public static Frame firstFrame(byte[] file) throws ImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int blocks = BLOCKS + colorTableBytes(file[SCREEN_FLAGS]);
      bytes.position(blocks);
      int control = blocks;
      int controlEnd = blocks;
      int block = Byte.toUnsignedInt(bytes.get());
      while (block == EXTENSION) {
        int extension = bytes.position() - 1;
        int label = Byte.toUnsignedInt(bytes.get());
        skipSubBlocks(bytes);
        // Of several the last one counts, and one without content says nothing.
        if (label == GRAPHIC_CONTROL && bytes.position() - extension > 3) {
          control = extension;
          controlEnd = bytes.position();
        }
        block = Byte.toUnsignedInt(bytes.get());
      }
      int start = bytes.position() - 1;
      if (block != IMAGE) {
        throw new ImageException("the GIF file has no frame: it is damaged");
      }
      bytes.position(bytes.position() + 4);
      int width = Short.toUnsignedInt(bytes.getShort());
      int height = Short.toUnsignedInt(bytes.getShort());
      int tableBytes = colorTableBytes(bytes.get());
      if (tableBytes == 0 && blocks == BLOCKS) {
        throw new ImageException(
            "the GIF file has no colour table, without which it isn't read: save it with one");
      }
      bytes.position(bytes.position() + tableBytes);
      requireReadable(Byte.toUnsignedInt(bytes.get()));
      skipSubBlocks(bytes);
      return new Frame(width, height, blocks, control, controlEnd, start, bytes.position());
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ImageException("the GIF file ends within its first frame: truncated", e);
    }
  }

  private static void requireReadable(int codeBits) throws ImageException {
    if (codeBits > MOST_CODE_BITS) {
      throw new ImageException(
          "the GIF file's codes begin with "
              + codeBits
              + " bits, and those of a GIF with at most "
              + MOST_CODE_BITS
              + ": save it anew");
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
