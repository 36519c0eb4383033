package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.tensorflow.proto.TensorSliceProto;

/**
 * The key that an index has for a part of a tensor, as TensorFlow's {@code EncodeTensorNameSlice}
 * and {@code OrderedCode} write it: 0, the name, the rank, and start and length for each dimension,
 * each in a form whose bytes sort as the values do.
 */
public final class SliceKey {
  /** TensorFlow's length for a dimension that isn't cut. */
  private static final long WHOLE = -1;

  private static final int ESCAPE_LOW = 0x00;
  private static final int ESCAPE_HIGH = 0xff;
  private static final int END = 0x01;

  /** Of a signed number's bits, each byte holds this many. */
  private static final int BITS = 7;

  private static final int LONGEST = 10;

  private SliceKey() {}

  public static ByteString of(String name, TensorSliceProto slice) {
    ByteString.Output out = ByteString.newOutput();
    writeUnsigned(0, out);
    writeString(name.getBytes(StandardCharsets.UTF_8), out);
    writeUnsigned(slice.getExtentCount(), out);
    for (TensorSliceProto.Extent extent : slice.getExtentList()) {
      writeSigned(extent.getStart(), out);
      writeSigned(extent.hasLength() ? extent.getLength() : WHOLE, out);
    }
    return out.toByteString();
  }

  /** A tensor's name starts otherwise. */
  static boolean isSlice(ByteString key) {
    return !key.isEmpty() && key.byteAt(0) == 0;
  }

  private static void writeUnsigned(int value, ByteString.Output out) {
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 7) / Byte.SIZE;
    out.write(bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      out.write(value >>> (i * Byte.SIZE));
    }
  }

  private static void writeString(byte[] bytes, ByteString.Output out) {
    for (byte b : bytes) {
      int value = b & 0xff;
      out.write(value);
      if (value == ESCAPE_LOW) {
        out.write(ESCAPE_HIGH);
      } else if (value == ESCAPE_HIGH) {
        out.write(ESCAPE_LOW);
      }
    }
    out.write(ESCAPE_LOW);
    out.write(END);
  }

  /** Writes as many leading ones as there are bytes, inverted where the number is negative. */
  private static void writeSigned(long value, ByteString.Output out) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    // One bit is the sign's.
    int length = bits / BITS + 1;
    byte[] bytes =
        ByteBuffer.allocate(LONGEST).putShort((short) (value < 0 ? -1 : 0)).putLong(value).array();
    int header = 0xffff << (2 * Byte.SIZE - length);
    int at = LONGEST - length;
    bytes[at] ^= (byte) (header >>> Byte.SIZE);
    if (length > 1) {
      bytes[at + 1] ^= (byte) header;
    }
    out.write(bytes, at, length);
  }
}
