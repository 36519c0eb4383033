package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.imagebeam.checkpoint.bundle.Dtypes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Tensors of all kinds that a checkpoint can hold, of seeded random bytes. */
public final class Corpus {
  private static final List<DataType> FIXED =
      List.of(
          DataType.DT_FLOAT,
          DataType.DT_DOUBLE,
          DataType.DT_HALF,
          DataType.DT_BFLOAT16,
          DataType.DT_INT8,
          DataType.DT_INT16,
          DataType.DT_INT32,
          DataType.DT_INT64,
          DataType.DT_UINT8,
          DataType.DT_UINT16,
          DataType.DT_UINT32,
          DataType.DT_UINT64,
          DataType.DT_COMPLEX64,
          DataType.DT_COMPLEX128,
          DataType.DT_QINT8,
          DataType.DT_QUINT8,
          DataType.DT_QINT32);

  private Corpus() {}

  /** Each dtype as a scalar, a matrix and with no elements; strings of 0 to 70,000 bytes. */
  public static Map<String, TensorProto> everything() {
    Random random = new Random(5);
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    for (DataType dtype : FIXED) {
      int width = Dtypes.width(dtype).orElseThrow();
      String name = Dtypes.name(dtype);
      tensors.put(name + "/scalar", SavedTensors.tensor(dtype, List.of(), bytes(random, width)));
      tensors.put(
          name + "/matrix", SavedTensors.tensor(dtype, List.of(7, 5), bytes(random, 35 * width)));
      tensors.put(name + "/empty", SavedTensors.tensor(dtype, List.of(3, 0, 2), ByteString.EMPTY));
    }
    tensors.put(
        "bool",
        SavedTensors.tensor(
            DataType.DT_BOOL, List.of(2, 2), ByteString.copyFrom(new byte[] {1, 0, 0, 1})));
    tensors.put(
        "large",
        SavedTensors.tensor(DataType.DT_FLOAT, List.of(1000, 301), bytes(random, 1204000)));
    tensors.put(
        "string/scalar",
        SavedTensors.strings(List.of(), List.of(ByteString.copyFromUtf8("öffnen"))));
    tensors.put(
        "string/matrix",
        SavedTensors.strings(
            List.of(2, 3),
            IntStream.of(0, 1, 127, 128, 300, 70_000).mapToObj(n -> bytes(random, n)).toList()));
    tensors.put("string/empty", SavedTensors.strings(List.of(0), List.of()));
    return tensors;
  }

  /** Four small ones. */
  public static Map<String, TensorProto> small() {
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    tensors.put("W", SavedTensors.floats(List.of(2, 2), 1, 2, 3, 4));
    tensors.put("b", SavedTensors.floats(List.of(3), 5, 6, 7));
    tensors.put(
        "global_step",
        SavedTensors.tensor(
            DataType.DT_INT64,
            List.of(),
            ByteString.copyFrom(new byte[] {9, 1, 0, 0, 0, 0, 0, 0})));
    tensors.put(
        "words",
        SavedTensors.strings(
            List.of(2), List.of(ByteString.copyFromUtf8("one"), ByteString.copyFromUtf8("two"))));
    return tensors;
  }

  public static ByteString bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
