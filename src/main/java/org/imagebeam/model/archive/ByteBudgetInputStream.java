package org.imagebeam.model.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gives out no more bytes than were allowed last, for a reader that would hold them all in memory
 * because a header says so.
 */
final class ByteBudgetInputStream extends FilterInputStream {
  private final ArchiveTarget target;
  private long left;

  ByteBudgetInputStream(InputStream in, ArchiveTarget target) {
    super(in);
    this.target = target;
  }

  /** From now on so many, whatever was allowed before. */
  void allow(long bytes) {
    left = bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    left -= Math.max(0, count);
    if (left < 0) {
      throw target.tooLarge();
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    // By reading, so that what is skipped counts.
    byte[] bytes = new byte[(int) Math.min(1 << 16, Math.max(0, count))];
    return Math.max(0, read(bytes, 0, bytes.length));
  }
}
