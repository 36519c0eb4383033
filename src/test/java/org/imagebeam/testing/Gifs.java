package org.imagebeam.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds and changes the parts of GIF files as ImageIO writes them. */
public final class Gifs {
  private Gifs() {}

  /** The offset of the first frame's descriptor. */
  public static int frame(byte[] gif) {
    int at = 13 + 3 * (2 << (gif[10] & 7));
    while (gif[at] == 0x21) {
      at += 2;
      while (gif[at] != 0) {
        at += 1 + (gif[at] & 0xff);
      }
      at++;
    }
    if (gif[at] != 0x2c) {
      throw new AssertionError("no frame at " + at);
    }
    return at;
  }

  /** Returns the file with a first frame that claims the largest size there is. */
  public static byte[] hugeFrame(byte[] gif) {
    ByteBuffer file = ByteBuffer.wrap(gif.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int at = frame(gif);
    return file.putShort(at + 5, (short) 65_535).putShort(at + 7, (short) 65_535).array();
  }
}
