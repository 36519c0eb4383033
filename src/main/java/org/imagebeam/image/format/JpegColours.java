package org.imagebeam.image.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * States inside a JPEG whether its three components are YCbCr or RGB. TIFF states it outside, and
 * Java's reader goes by the JPEG alone: without a marker it takes components that are numbered 1, 2
 * and 3 for YCbCr, and most others for RGB.
 */
public final class JpegColours {
  private static final int JFIF = 0xe0;
  private static final int ADOBE = 0xee;
  private static final int START_OF_IMAGE_BYTES = 2;
  private static final byte[] ADOBE_SEGMENT = {
    (byte) 0xff, (byte) ADOBE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private JpegColours() {}

  /**
   * Whether a JPEG of three components lacks the marker, and numbers them otherwise.
   *
   * @param jpeg positioned at its start
   * @throws ImageException if it has no frame
   */
  public static boolean areMissing(ByteBuffer jpeg) throws ImageException {
    ByteBuffer bytes = jpeg.slice();
    JpegFrame frame = JpegFrame.read(bytes);
    int components = bytes.position() + 8;
    return frame.components() == 3
        && !isStated(jpeg.slice(), bytes.position())
        && (bytes.get(components) != 1
            || bytes.get(components + 3) != 2
            || bytes.get(components + 6) != 3);
  }

  /** Whether a JFIF or Adobe segment stands before the frame's. */
  private static boolean isStated(ByteBuffer jpeg, int frame) {
    for (int at = START_OF_IMAGE_BYTES; at + 9 <= frame; at++) {
      int marker = Byte.toUnsignedInt(jpeg.get(at + 1));
      boolean named =
          (marker == JFIF && starts(jpeg, at + 4, "JFIF"))
              || (marker == ADOBE && starts(jpeg, at + 4, "Adobe"));
      if (jpeg.get(at) == (byte) 0xff && named) {
        return true;
      }
    }
    return false;
  }

  private static boolean starts(ByteBuffer bytes, int at, String text) {
    byte[] there = new byte[text.length()];
    bytes.get(at, there);
    return new String(there, StandardCharsets.ISO_8859_1).equals(text);
  }

  /**
   * Adds an Adobe segment, which states the colours.
   *
   * @param jpeg positioned at its start, with its end as the limit
   * @param yCbCr whether the components are YCbCr, or RGB
   * @return a copy with the segment
   */
  public static byte[] state(ByteBuffer jpeg, boolean yCbCr) {
    byte[] stated = new byte[jpeg.remaining() + ADOBE_SEGMENT.length];
    ByteBuffer bytes = jpeg.slice();
    bytes.get(stated, 0, START_OF_IMAGE_BYTES);
    System.arraycopy(ADOBE_SEGMENT, 0, stated, START_OF_IMAGE_BYTES, ADOBE_SEGMENT.length);
    int start = START_OF_IMAGE_BYTES + ADOBE_SEGMENT.length;
    stated[start - 1] = (byte) (yCbCr ? 1 : 0);
    bytes.get(stated, start, bytes.remaining());
    return stated;
  }
}
