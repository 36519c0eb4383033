package org.imagebeam.checkpoint.table;

/** A number in groups of 7 bits, lowest first, that comes byte by byte. */
public final class Varint {
  private static final int BITS = 7;
  private static final int MAX_GROUPS = 10;

  private long value;
  private int groups;

  /** Takes a byte, and says whether it was the last. */
  public boolean add(byte b) {
    if (groups < MAX_GROUPS) {
      value |= (b & 0x7fL) << (BITS * groups);
    }
    groups = Math.min(groups, MAX_GROUPS) + 1;
    return b >= 0;
  }

  /** The number, or -1 if it had too many groups; after it the next one may come. */
  public long take() {
    long taken = groups > MAX_GROUPS ? -1 : value;
    value = 0;
    groups = 0;
    return taken;
  }
}
