package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.imagebeam.checkpoint.table.Varint;
import org.imagebeam.tfrecord.MaskedCrc;

/**
 * The checksum of a tensor of strings, which TensorFlow stores as all lengths (varints), a masked
 * checksum of the lengths, and all bytes. What counts of a length is not its varint but its value,
 * in 4 bytes, or 8 where it needs them.
 */
final class StringChecksum extends TensorChecksum {
  private static final long UINT32_MAX = 0xffffffffL;

  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final Varint length = new Varint();
  private long lengthsToCome;
  private long bytesToCome;
  private boolean lengthsChecked;
  private boolean broken;

  StringChecksum(long elements) {
    lengthsToCome = elements;
  }

  /** The checksum of all the bytes of a tensor, whose lengths are known to be right. */
  static int of(ByteString value, long elements) {
    StringChecksum checksum = new StringChecksum(elements);
    byte[] bytes = value.toByteArray();
    checksum.add(bytes, 0, bytes.length);
    return MaskedCrc.of(checksum.crc());
  }

  /** What counts of the lengths of strings. */
  static ByteString lengths(List<ByteString> values) {
    ByteBuffer lengths =
        ByteBuffer.allocate(values.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(value -> lengths.putInt(value.size()));
    return ByteString.copyFrom(lengths.flip());
  }

  @Override
  void add(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !lengthsChecked && !broken) {
      if (lengthsToCome > 0) {
        addToLength(bytes[at]);
      } else {
        addToChecksum(bytes[at]);
      }
      at++;
    }
    crc().update(bytes, at, to - at);
    bytesToCome -= to - at;
  }

  private void addToLength(byte b) {
    if (!length.add(b)) {
      return;
    }
    long value = length.take();
    number.clear();
    if (value >= 0 && value <= UINT32_MAX) {
      number.putInt((int) value);
    } else {
      number.putLong(value);
    }
    crc().update(number.flip());
    number.clear();
    bytesToCome += value;
    broken = value < 0 || bytesToCome < 0;
    lengthsToCome--;
  }

  private void addToChecksum(byte b) {
    number.put(b);
    if (number.position() == Integer.BYTES) {
      broken = number.getInt(0) != MaskedCrc.of(crc());
      crc().update(number.flip());
      lengthsChecked = true;
    }
  }

  @Override
  boolean isComplete() {
    return lengthsChecked && !broken && bytesToCome == 0;
  }
}
