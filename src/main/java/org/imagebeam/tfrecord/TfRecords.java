package org.imagebeam.tfrecord;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Files of records as TensorFlow's {@code RecordWriter} and {@code RecordReader} have them,
 * uncompressed: each record is its length (uint64), the length's checksum, the bytes, and their
 * checksum ({@link MaskedCrc}), all little-endian. No byte of such a file is outside a checksum;
 * only that whole records are missing at its end can't be seen.
 */
public final class TfRecords {
  private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

  private TfRecords() {}

  /** Writes one record. Buffers nothing, and closes nothing. */
  public static void write(byte[] record, OutputStream out) throws IOException {
    byte[] head = new byte[HEAD_BYTES];
    littleEndian(head).putLong(record.length);
    littleEndian(head).putInt(Long.BYTES, checksum(head, Long.BYTES));
    byte[] tail = new byte[Integer.BYTES];
    littleEndian(tail).putInt(checksum(record, record.length));
    out.write(head);
    out.write(record);
    out.write(tail);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return MaskedCrc.of(crc);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads one record after the other. Not thread-safe. Closing it closes the stream. */
  public static final class Reader implements Closeable {
    private final InputStream in;
    private final int maxBytes;
    private long offset;

    /**
     * @param in taken over; buffered if it is to be fast
     * @param maxBytes of a record; a longer one counts as damage
     */
    public Reader(InputStream in, int maxBytes) {
      this.in = requireNonNull(in, "in is null");
      this.maxBytes = maxBytes;
    }

    /**
     * The next record, or nothing at the end of the file.
     *
     * @throws DamagedRecordException if the file ends within it, or a checksum isn't its bytes'
     * @throws IOException if the file can't be read
     */
    public Optional<byte[]> next() throws IOException {
      byte[] headBytes = in.readNBytes(HEAD_BYTES);
      if (headBytes.length == 0) {
        return Optional.empty();
      }
      requireWhole(headBytes.length, HEAD_BYTES);
      ByteBuffer head = littleEndian(headBytes);
      long length = head.getLong();
      require(head.getInt() == checksum(headBytes, Long.BYTES), "its length's checksum is wrong");
      require(
          length >= 0 && length <= maxBytes,
          "it has " + Long.toUnsignedString(length) + " bytes, more than " + maxBytes);
      byte[] record = new byte[(int) length];
      requireWhole(in.readNBytes(record, 0, record.length), record.length);
      byte[] tail = in.readNBytes(Integer.BYTES);
      requireWhole(tail.length, Integer.BYTES);
      int stored = littleEndian(tail).getInt();
      require(stored == checksum(record, record.length), "its checksum is wrong");
      offset += HEAD_BYTES + length + Integer.BYTES;
      return Optional.of(record);
    }

    private void requireWhole(int read, int wanted) throws DamagedRecordException {
      require(read == wanted, "the file ends within it");
    }

    private void require(boolean sound, String damage) throws DamagedRecordException {
      if (!sound) {
        throw new DamagedRecordException("the record at byte " + offset + " is damaged: " + damage);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
