package org.imagebeam.tfrecord;

import com.google.protobuf.ByteString;
import java.util.zip.CRC32C;

/**
 * TensorFlow's stored checksums ({@code crc32c::Mask}): a CRC-32C, rotated right by 15 bits and
 * added to a constant, so that a checksum of bytes that hold checksums stays one. Event files and
 * checkpoints have them.
 */
public final class MaskedCrc {
  private static final int DELTA = 0xa282ead8;
  private static final int ROTATION = 15;

  private MaskedCrc() {}

  /** Of what the checksum has seen; it may go on. */
  public static int of(CRC32C crc) {
    return Integer.rotateRight((int) crc.getValue(), ROTATION) + DELTA;
  }

  public static int of(ByteString bytes) {
    CRC32C crc = new CRC32C();
    bytes.asReadOnlyByteBufferList().forEach(crc::update);
    return of(crc);
  }
}
