package org.imagebeam.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Looks where a TIFF file's first page keeps its pixels. Some of the reader's decompressors go on
 * past the end of a truncated file, so wholeness has to be seen to before; the rule is libtiff's,
 * that each strip or tile be there with all the bytes that its count states.
 */
final class TiffStructure {
  private static final int ENTRY = 12;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int STRIP_OFFSETS = 273;
  private static final int STRIP_BYTE_COUNTS = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTE_COUNTS = 325;

  private final ByteBuffer file;
  private final int firstEntry;
  private final int entries;

  private TiffStructure(byte[] bytes) {
    file = ByteBuffer.wrap(bytes);
    file.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int page = file.getInt(4);
    entries = Short.toUnsignedInt(file.getShort(page));
    firstEntry = page + 2;
  }

  /**
   * Checks that the first page's pixels are there; whether they make sense is for the reader.
   *
   * @throws ImageException if the file ends before they do
   */
  static void requireWhole(byte[] bytes) throws ImageException {
    boolean whole;
    try {
      TiffStructure page = new TiffStructure(bytes);
      whole =
          page.holds(STRIP_OFFSETS, STRIP_BYTE_COUNTS)
              && page.holds(TILE_OFFSETS, TILE_BYTE_COUNTS);
    } catch (IndexOutOfBoundsException e) {
      throw new ImageException("the TIFF file ends within its first page: truncated", e);
    }
    if (!whole) {
      throw new ImageException("the TIFF file ends before its pixels do: truncated");
    }
  }

  /** Whether all parts are inside the file; a page may state none, or leave out their sizes. */
  private boolean holds(int offsetsTag, int countsTag) {
    int offsets = find(offsetsTag);
    int counts = find(countsTag);
    if (offsets < 0) {
      return true;
    }
    int parts = file.getInt(offsets + 4);
    boolean counted = counts >= 0 && file.getInt(counts + 4) == parts;
    for (int i = 0; i < parts; i++) {
      long end = value(offsets, i) + (counted ? value(counts, i) : 0);
      if (end > file.limit()) {
        return false;
      }
    }
    return true;
  }

  /** Where the entry of that tag starts, or -1. */
  private int find(int tag) {
    for (int at = firstEntry; at < firstEntry + entries * ENTRY; at += ENTRY) {
      if (Short.toUnsignedInt(file.getShort(at)) == tag) {
        return at;
      }
    }
    return -1;
  }

  private long value(int entry, int index) {
    int type = Short.toUnsignedInt(file.getShort(entry + 2));
    if (type != SHORT && type != LONG) {
      // The reader says what is wrong with it.
      return 0;
    }
    int size = type == SHORT ? Short.BYTES : Integer.BYTES;
    boolean inline = (long) file.getInt(entry + 4) * size <= Integer.BYTES;
    int at = (inline ? entry + 8 : file.getInt(entry + 8)) + index * size;
    return type == SHORT
        ? Short.toUnsignedLong(file.getShort(at))
        : Integer.toUnsignedLong(file.getInt(at));
  }
}
