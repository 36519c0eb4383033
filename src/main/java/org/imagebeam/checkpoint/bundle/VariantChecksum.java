package org.imagebeam.checkpoint.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.imagebeam.checkpoint.table.Varint;
import org.imagebeam.tfrecord.MaskedCrc;

/**
 * The checksum of a tensor of variants, each of which TensorFlow stores as its length (a varint),
 * its message, and a masked checksum of all up to there. What counts of a length is its value in 8
 * bytes.
 */
final class VariantChecksum extends TensorChecksum {
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final Varint length = new Varint();
  private long elementsToCome;
  private long bytesToCome;
  private boolean inLength = true;
  private boolean broken;

  VariantChecksum(long elements) {
    elementsToCome = elements;
  }

  @Override
  void add(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !broken) {
      if (elementsToCome == 0) {
        broken = true;
      } else if (inLength) {
        addToLength(bytes[at++]);
      } else if (bytesToCome > 0) {
        int part = (int) Math.min(bytesToCome, to - at);
        crc().update(bytes, at, part);
        bytesToCome -= part;
        at += part;
      } else {
        addToChecksum(bytes[at++]);
      }
    }
  }

  private void addToLength(byte b) {
    if (!length.add(b)) {
      return;
    }
    bytesToCome = length.take();
    broken = bytesToCome < 0;
    crc().update(number.clear().putLong(bytesToCome).flip());
    number.clear();
    inLength = false;
  }

  private void addToChecksum(byte b) {
    number.put(b);
    if (number.position() == Integer.BYTES) {
      broken = number.getInt(0) != MaskedCrc.of(crc());
      crc().update(number.flip());
      elementsToCome--;
      inLength = true;
    }
  }

  @Override
  boolean isComplete() {
    return elementsToCome == 0 && !broken;
  }
}
