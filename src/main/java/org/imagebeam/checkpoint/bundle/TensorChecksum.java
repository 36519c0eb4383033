package org.imagebeam.checkpoint.bundle;

import java.util.zip.CRC32C;
import org.imagebeam.tfrecord.MaskedCrc;

/** The checksum of a tensor's bytes, which are given to it part by part. */
abstract class TensorChecksum {
  private final CRC32C crc = new CRC32C();

  /** Of a tensor of fixed-size elements: that of its bytes. */
  static TensorChecksum ofBytes() {
    return new TensorChecksum() {
      @Override
      void add(byte[] bytes, int from, int to) {
        crc().update(bytes, from, to - from);
      }

      @Override
      boolean isComplete() {
        return true;
      }
    };
  }

  CRC32C crc() {
    return crc;
  }

  /** Takes the next bytes, from {@code from} up to {@code to}, the latter left out. */
  abstract void add(byte[] bytes, int from, int to);

  /**
   * Whether the bytes so far are of the form that the dtype asks for, and end where they should.
   */
  abstract boolean isComplete();

  /** Whether the bytes so far are those that {@code masked} was computed of. */
  boolean matches(int masked) {
    return isComplete() && MaskedCrc.of(crc) == masked;
  }
}
