package org.imagebeam.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the chunks of a WebP file. The decoder fills up with zeros what a truncated file lacks, so
 * wholeness has to be seen to before; the rule is libwebp's, that all of the RIFF be there.
 */
final class WebpStructure {
  private static final int CHUNK_HEADER = 8;
  private static final int RIFF_HEADER = 12;

  /** What a frame of an animation states before its own chunks. */
  private static final int FRAME_HEADER = 16;

  /** Zeros behind the end, which a sound stream may be read into by libwebp's rules. */
  private static final int LOOK_AHEAD = 8;

  private WebpStructure() {}

  /**
   * A simple WebP file of the first picture's colours alone: without the alpha channel and the
   * colour profile, neither of which is applied, and without the frames of an animation behind it.
   *
   * @throws ImageException if the file is truncated or has no picture
   */
  static byte[] firstPicture(byte[] file) throws ImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long end = CHUNK_HEADER + Integer.toUnsignedLong(bytes.getInt(4));
    if (end > file.length) {
      throw new ImageException(
          "the WEBP file has " + file.length + " of the " + end + " bytes it states: truncated");
    }
    int at = RIFF_HEADER;
    while (at + CHUNK_HEADER <= end) {
      String name = new String(file, at, 4, StandardCharsets.ISO_8859_1);
      long length = Integer.toUnsignedLong(bytes.getInt(at + 4));
      if (name.equals("ANMF")) {
        at += CHUNK_HEADER + FRAME_HEADER;
        continue;
      }
      if (at + CHUNK_HEADER + length > end) {
        throw new ImageException("a chunk of the WEBP file is truncated, or its size damaged");
      }
      if (name.equals("VP8 ") || name.equals("VP8L")) {
        return alone(bytes, at, CHUNK_HEADER + (int) length);
      }
      at += CHUNK_HEADER + (int) (length + length % 2);
    }
    throw new ImageException("the WEBP file has no picture: it is damaged or truncated");
  }

  private static byte[] alone(ByteBuffer file, int chunk, int length) {
    ByteBuffer alone =
        ByteBuffer.allocate(RIFF_HEADER + length + LOOK_AHEAD).order(ByteOrder.LITTLE_ENDIAN);
    alone.put(0, file, 0, RIFF_HEADER);
    alone.putInt(4, RIFF_HEADER + length - CHUNK_HEADER);
    return alone.put(RIFF_HEADER, file, chunk, length).array();
  }
}
