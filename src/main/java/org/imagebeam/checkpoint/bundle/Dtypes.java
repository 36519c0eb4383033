package org.imagebeam.checkpoint.bundle;

import java.util.Locale;
import java.util.OptionalInt;
import org.tensorflow.proto.DataType;

/** What there is to know of TensorFlow's dtypes. */
public final class Dtypes {
  private Dtypes() {}

  /** Bytes of an element; nothing for those of no fixed size. */
  public static OptionalInt width(DataType dtype) {
    return switch (dtype) {
      case DT_BOOL,
          DT_INT8,
          DT_UINT8,
          DT_QINT8,
          DT_QUINT8,
          DT_INT4,
          DT_UINT4,
          DT_FLOAT8_E5M2,
          DT_FLOAT8_E4M3FN ->
          OptionalInt.of(Byte.BYTES);
      case DT_INT16, DT_UINT16, DT_QINT16, DT_QUINT16, DT_HALF, DT_BFLOAT16 ->
          OptionalInt.of(Short.BYTES);
      case DT_INT32, DT_UINT32, DT_QINT32, DT_FLOAT -> OptionalInt.of(Integer.BYTES);
      case DT_INT64, DT_UINT64, DT_DOUBLE, DT_COMPLEX64 -> OptionalInt.of(Long.BYTES);
      case DT_COMPLEX128 -> OptionalInt.of(2 * Long.BYTES);
      default -> OptionalInt.empty();
    };
  }

  /** Whether a checkpoint can hold tensors of it. */
  static boolean canBeSaved(DataType dtype) {
    return dtype == DataType.DT_STRING || dtype == DataType.DT_VARIANT || width(dtype).isPresent();
  }

  /** Returns the name in Python: {@code float32}. */
  public static String name(DataType dtype) {
    return switch (dtype) {
      case DT_FLOAT -> "float32";
      case DT_DOUBLE -> "float64";
      case DT_HALF -> "float16";
      default -> dtype.name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
    };
  }
}
