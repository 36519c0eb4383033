package org.imagebeam.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Writes a page behind a TIFF file and makes it the file's first: what the file holds stays where
 * it is, so that tags of the old page can still point to it. Not thread-safe.
 */
final class TiffPageWriter {
  private static final int ALIGNMENT = 8;
  private static final int ENTRY = 12;
  private static final int BIG_ENTRY = 20;

  /** The types of values that are written, with the numbers that files have for them. */
  enum Type {
    SHORT(3, Short.BYTES),
    LONG(4, Integer.BYTES),
    LONG8(16, Long.BYTES);

    private final short number;
    private final int bytes;

    Type(int number, int bytes) {
      this.number = (short) number;
      this.bytes = bytes;
    }

    /** Returns the type that the file has for offsets and sizes. */
    static Type ofOffsets(boolean big) {
      return big ? LONG8 : LONG;
    }
  }

  private final byte[] file;
  private final ByteOrder order;
  private final boolean big;

  /** What stands behind the original file. */
  private final ByteArrayOutputStream added = new ByteArrayOutputStream();

  private final TreeMap<Integer, byte[]> entries = new TreeMap<>();

  /**
   * @param big whether the page is written as those of BigTIFF are
   */
  TiffPageWriter(byte[] file, ByteOrder order, boolean big) {
    this.file = file;
    this.order = order;
    this.big = big;
  }

  /** Adds bytes behind the file, and returns their offset. */
  long add(byte[] bytes) {
    long offset = (long) file.length + added.size();
    added.writeBytes(bytes);
    return offset;
  }

  /** Gives the page an entry as it stands in the file. */
  void put(int tag, byte[] entry) {
    entries.put(tag, entry);
  }

  /** Gives the page an entry. Values that don't fit into it are added behind the file. */
  void put(int tag, Type type, long... values) {
    ByteBuffer content = ByteBuffer.allocate(values.length * type.bytes).order(order);
    for (long value : values) {
      switch (type) {
        case SHORT -> content.putShort((short) value);
        case LONG -> content.putInt((int) value);
        case LONG8 -> content.putLong(value);
      }
    }
    ByteBuffer entry = ByteBuffer.allocate(big ? BIG_ENTRY : ENTRY).order(order);
    entry.putShort((short) tag).putShort(type.number);
    putSize(entry, values.length);
    if (content.capacity() <= entry.remaining()) {
      entry.put(content.array());
    } else {
      putSize(entry, add(content.array()));
    }
    put(tag, entry.array());
  }

  private void putSize(ByteBuffer to, long size) {
    if (big) {
      to.putLong(size);
    } else {
      to.putInt((int) size);
    }
  }

  /**
   * Writes the page.
   *
   * @param leastLength of the file in bytes; zeros make up for what is missing
   * @return the file with a header that points to the page, what was added, and the page
   */
  byte[] write(int leastLength) {
    int odd = (file.length + added.size()) % ALIGNMENT;
    added.writeBytes(new byte[(ALIGNMENT - odd) % ALIGNMENT]);
    int offset = file.length + added.size();
    int sizes = big ? Long.BYTES : Short.BYTES;
    int next = big ? Long.BYTES : Integer.BYTES;
    ByteBuffer page =
        ByteBuffer.allocate(sizes + entries.size() * (big ? BIG_ENTRY : ENTRY) + next).order(order);
    if (big) {
      page.putLong(entries.size());
    } else {
      page.putShort((short) entries.size());
    }
    entries.values().forEach(page::put);
    added.writeBytes(page.array());
    byte[] whole = Arrays.copyOf(file, Math.max(file.length + added.size(), leastLength));
    System.arraycopy(added.toByteArray(), 0, whole, file.length, added.size());
    ByteBuffer header = ByteBuffer.wrap(whole).order(order);
    if (big) {
      header.putLong(8, offset);
    } else {
      header.putInt(4, offset);
    }
    return whole;
  }
}
