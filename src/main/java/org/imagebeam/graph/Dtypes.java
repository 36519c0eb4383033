package org.imagebeam.graph;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;

/** What the graph's dtypes are called in messages, and what they can hold. */
public final class Dtypes {
  /**
   * The least and the greatest pixel of those that hold whole numbers, if a float32 may pass it.
   */
  public static final Map<DataType, Optional<float[]>> LIMITS =
      Map.of(
          DataType.DT_UINT8, Optional.of(new float[] {0, 255}),
          DataType.DT_INT8, Optional.of(new float[] {-128, 127}),
          DataType.DT_UINT16, Optional.of(new float[] {0, 65_535}),
          DataType.DT_INT16, Optional.of(new float[] {-32_768, 32_767}),
          DataType.DT_INT32, Optional.empty(),
          DataType.DT_INT64, Optional.empty());

  /** Of floating point; float32 last, for it needs no cast. */
  public static final Set<DataType> REAL =
      Set.of(DataType.DT_HALF, DataType.DT_BFLOAT16, DataType.DT_DOUBLE, DataType.DT_FLOAT);

  private Dtypes() {}

  /** Returns the name in Python, such as {@code float32}. */
  public static String name(DataType dtype) {
    return switch (dtype) {
      case DT_FLOAT -> "float32";
      case DT_DOUBLE -> "float64";
      case DT_HALF -> "float16";
      default -> dtype.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
    };
  }
}
