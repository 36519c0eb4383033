package org.imagebeam.image.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks the chunks of a PNG file. libpng makes room for as many bytes as some chunks state, up to
 * two gigabytes, before it finds that they aren't there.
 */
final class PngStructure {
  private static final int SIGNATURE = 8;

  /** The length and the name before a chunk's content, and the check sum behind it. */
  private static final int AROUND = 12;

  private PngStructure() {}

  /**
   * Checks that each chunk ends inside the file; what comes behind the last one is not looked at.
   *
   * @throws ImageException naming the chunk that doesn't
   */
  static void check(byte[] file) throws ImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    long at = SIGNATURE;
    while (at + AROUND <= file.length) {
      String name = new String(file, (int) at + 4, 4, StandardCharsets.ISO_8859_1);
      long length = Integer.toUnsignedLong(bytes.getInt((int) at));
      at += AROUND + length;
      if (at > file.length) {
        boolean named = name.chars().allMatch(c -> c > ' ' && c < 127);
        throw new ImageException(
            "the PNG file ends within "
                + (named ? "its " + name + " chunk" : "a chunk")
                + ": truncated, or the chunk's size is damaged");
      }
      if (name.equals("IEND")) {
        return;
      }
    }
  }
}
