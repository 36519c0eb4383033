package org.imagebeam.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** BMP files by hand: a header of 40 bytes, a palette if need be, rows from below. */
public final class Bmps {
  private Bmps() {}

  /**
   * An uncompressed file.
   *
   * @param palette of 0xRRGGBB
   * @param rows as stored: the lowest first, each padded to four bytes
   */
  public static byte[] file(int width, int height, int bits, int[] palette, byte[] rows) {
    int start = 54 + 4 * palette.length;
    ByteBuffer file = ByteBuffer.allocate(start + rows.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("BM".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity()).putInt(0);
    file.putInt(start).putInt(40).putInt(width).putInt(height);
    file.putShort((short) 1).putShort((short) bits).putInt(0).putInt(rows.length);
    file.putInt(2835).putInt(2835).putInt(palette.length).putInt(0);
    for (int colour : palette) {
      file.putInt(colour);
    }
    return file.put(rows).array();
  }
}
