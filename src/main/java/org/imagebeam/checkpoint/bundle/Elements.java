package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.tensorflow.proto.DataType;

/** Turns a tensor's bytes into numbers and text. */
final class Elements {
  private static final long UINT32_MASK = 0xffffffffL;

  /** Bits of an int above those of an int4. */
  private static final int UPPER_BITS = Integer.SIZE - 4;

  private Elements() {}

  /** The element at {@code index} of a tensor of fixed-size elements. */
  static Object decode(DataType dtype, ByteString bytes, int index) {
    int width = Dtypes.width(dtype).orElseThrow();
    ByteBuffer at =
        bytes
            .substring(index * width, (index + 1) * width)
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
    return switch (dtype) {
      case DT_BOOL -> at.get() != 0;
      case DT_UINT8, DT_QUINT8 -> at.get() & 0xff;
      // A byte each, of which only the lower half counts.
      case DT_UINT4 -> at.get() & 0xf;
      case DT_INT4 -> at.get() << UPPER_BITS >> UPPER_BITS;
      case DT_UINT16, DT_QUINT16 -> at.getShort() & 0xffff;
      case DT_UINT32 -> at.getInt() & UINT32_MASK;
      case DT_UINT64 -> new BigInteger(Long.toUnsignedString(at.getLong()));
      case DT_INT16, DT_QINT16 -> (int) at.getShort();
      case DT_INT32, DT_QINT32 -> at.getInt();
      case DT_INT64 -> at.getLong();
      case DT_FLOAT -> at.getFloat();
      case DT_DOUBLE -> at.getDouble();
      case DT_HALF -> SmallFloats.half(at.getShort());
      case DT_BFLOAT16 -> SmallFloats.bfloat16(at.getShort());
      case DT_FLOAT8_E5M2 -> SmallFloats.float8e5m2(at.get());
      case DT_FLOAT8_E4M3FN -> SmallFloats.float8e4m3fn(at.get());
      case DT_COMPLEX64 -> complex(at.getFloat(), at.getFloat());
      case DT_COMPLEX128 -> complex(at.getDouble(), at.getDouble());
      default -> (int) at.get();
    };
  }

  private static String complex(Number real, Number imaginary) {
    String second = imaginary.toString();
    return real + (second.startsWith("-") ? "" : "+") + second + "j";
  }

  /** The text that the bytes are, or their ASCII characters and {@code \x} with two digits. */
  static String text(ByteString bytes) {
    if (bytes.isValidUtf8()) {
      String text = bytes.toStringUtf8();
      if (text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\')) {
        return text;
      }
    }
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      if (b == '\\') {
        escaped.append("\\\\");
      } else if (b >= ' ' && b < 0x7f) {
        escaped.append((char) b);
      } else {
        escaped.append(String.format(Locale.ROOT, "\\x%02x", b));
      }
    }
    return escaped.toString();
  }
}
