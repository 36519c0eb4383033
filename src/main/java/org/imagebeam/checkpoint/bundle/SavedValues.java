package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.Damage;
import org.imagebeam.tfrecord.MaskedCrc;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Turns the lists of values in a file of format V1 into the bytes that format V2 has for them. */
final class SavedValues {
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private SavedValues() {}

  /**
   * Checks that there are as many values as there should be.
   *
   * @throws CheckpointException CORRUPT
   */
  static void require(String file, String name, DataType dtype, TensorProto data, long elements)
      throws CheckpointException {
    long count = count(dtype, data);
    if (count != elements) {
      throw Damage.in(
          file,
          String.format(
              Locale.ROOT, "tensor '%s' has %d values where %d should be", name, count, elements));
    }
  }

  /**
   * The values, little-endian; of strings their lengths, a checksum, and their bytes.
   *
   * @throws CheckpointException CORRUPT if there are not as many as there should be
   */
  static ByteString read(String file, String name, DataType dtype, TensorProto data, long elements)
      throws IOException {
    require(file, name, dtype, data, elements);
    // Of a string its length, as a checksum takes it.
    int width = Dtypes.width(dtype).orElse(Integer.BYTES);
    if (elements > LARGEST_ARRAY / width) {
      throw Damage.in(file, "tensor '" + name + "' has more values than one entry can hold");
    }
    if (dtype == DataType.DT_STRING) {
      return strings(data.getStringValList());
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) elements * width).order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case DT_FLOAT -> data.getFloatValList().forEach(bytes::putFloat);
      case DT_COMPLEX64 -> data.getScomplexValList().forEach(bytes::putFloat);
      case DT_DOUBLE -> data.getDoubleValList().forEach(bytes::putDouble);
      case DT_COMPLEX128 -> data.getDcomplexValList().forEach(bytes::putDouble);
      case DT_INT64 -> data.getInt64ValList().forEach(bytes::putLong);
      case DT_UINT64 -> data.getUint64ValList().forEach(bytes::putLong);
      case DT_UINT32 -> data.getUint32ValList().forEach(bytes::putInt);
      case DT_BOOL -> data.getBoolValList().forEach(value -> bytes.put((byte) (value ? 1 : 0)));
      default -> integers(dtype, data).forEach(value -> put(bytes, width, value));
    }
    return UnsafeByteOperations.unsafeWrap(bytes.array());
  }

  private static void put(ByteBuffer bytes, int width, int value) {
    switch (width) {
      case Byte.BYTES -> bytes.put((byte) value);
      case Short.BYTES -> bytes.putShort((short) value);
      default -> bytes.putInt(value);
    }
  }

  /** How many values there are; of complex numbers each has two. */
  private static long count(DataType dtype, TensorProto data) {
    return switch (dtype) {
      case DT_FLOAT -> data.getFloatValCount();
      case DT_COMPLEX64 -> pairs(data.getScomplexValCount());
      case DT_DOUBLE -> data.getDoubleValCount();
      case DT_COMPLEX128 -> pairs(data.getDcomplexValCount());
      case DT_INT64 -> data.getInt64ValCount();
      case DT_UINT64 -> data.getUint64ValCount();
      case DT_UINT32 -> data.getUint32ValCount();
      case DT_BOOL -> data.getBoolValCount();
      case DT_STRING -> data.getStringValCount();
      default -> integers(dtype, data).size();
    };
  }

  /** Half of a number of parts; of an odd number nothing that a shape could have. */
  private static long pairs(int parts) {
    return parts % 2 == 0 ? parts / 2 : -1;
  }

  private static List<Integer> integers(DataType dtype, TensorProto data) {
    return dtype == DataType.DT_HALF || dtype == DataType.DT_BFLOAT16
        ? data.getHalfValList()
        : data.getIntValList();
  }

  private static ByteString strings(List<ByteString> values) throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (ByteString value : values) {
      out.writeUInt32NoTag(value.size());
    }
    out.writeFixed32NoTag(MaskedCrc.of(StringChecksum.lengths(values)));
    for (ByteString value : values) {
      out.writeRawBytes(value);
    }
    out.flush();
    return bytes.toByteString();
  }
}
