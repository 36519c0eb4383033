package org.imagebeam.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * The beginning of a 64-bit ELF file, by which Linux loads a library. What is loaded lies in front;
 * behind it are symbols and notes for debuggers, of TensorFlow's libraries a quarter of all bytes.
 */
final class ElfHead {
  /** Bytes of a file that hold what is read here, in all files that a linker makes. */
  static final int BYTES = 4096;

  /** 0x7f, "ELF", 64 bits, the least significant byte first, version 1. */
  private static final long MAGIC = 0x00010102464c457fL;

  private static final long MAGIC_MASK = 0x00ffffffffffffffL;
  private static final int SEGMENTS_AT = 32;
  private static final int SECTIONS_AT = 40;
  private static final int SEGMENT_BYTES = 54;
  private static final int SEGMENT_COUNT = 56;
  private static final int SECTION_COUNT = 60;
  private static final int SECTION_NAMES = 62;
  private static final int HEADER_BYTES = 64;
  private static final int OFFSET = 8;
  private static final int LENGTH = 32;
  private static final int LEAST_SEGMENT_BYTES = 56;

  private ElfHead() {}

  /**
   * Returns how many bytes of the file are ever loaded: up to the end of the last segment.
   *
   * @param head the first {@value #BYTES} bytes, or the whole file if it has fewer
   * @return nothing if it is no such file
   */
  static OptionalLong loadedBytes(byte[] head) {
    ByteBuffer file = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (head.length < HEADER_BYTES || (file.getLong(0) & MAGIC_MASK) != MAGIC) {
      return OptionalLong.empty();
    }
    long at = file.getLong(SEGMENTS_AT);
    int bytes = Short.toUnsignedInt(file.getShort(SEGMENT_BYTES));
    int count = Short.toUnsignedInt(file.getShort(SEGMENT_COUNT));
    boolean within = at >= HEADER_BYTES && at <= head.length - (long) bytes * count;
    if (!within || count == 0 || bytes < LEAST_SEGMENT_BYTES) {
      return OptionalLong.empty();
    }
    long end = at + (long) bytes * count;
    for (int i = 0; i < count; i++) {
      int segment = (int) at + i * bytes;
      end = Math.max(end, file.getLong(segment + OFFSET) + file.getLong(segment + LENGTH));
    }
    return OptionalLong.of(end);
  }

  /** Writes into the head of such a file that it has no sections. */
  static void dropSections(byte[] head) {
    ByteBuffer.wrap(head)
        .putLong(SECTIONS_AT, 0)
        .putShort(SECTION_COUNT, (short) 0)
        .putShort(SECTION_NAMES, (short) 0);
  }
}
