package org.imagebeam.checkpoint.bundle;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.nio.ByteOrder;
import java.util.List;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** A tensor's value, read from a checkpoint and checked. Immutable. */
public final class CheckpointTensor {
  private final TensorInfo info;
  private final ByteString bytes;
  private final List<ByteString> strings;

  private CheckpointTensor(TensorInfo info, ByteString bytes, List<ByteString> strings) {
    this.info = requireNonNull(info, "info is null");
    this.bytes = bytes;
    this.strings = List.copyOf(strings);
  }

  static CheckpointTensor ofBytes(TensorInfo info, ByteString bytes) {
    return new CheckpointTensor(info, bytes, List.of());
  }

  static CheckpointTensor ofStrings(TensorInfo info, List<ByteString> strings) {
    return new CheckpointTensor(info, ByteString.EMPTY, strings);
  }

  public TensorInfo info() {
    return info;
  }

  /** The elements row by row, little-endian; nothing for strings. */
  public ByteString bytes() {
    return bytes;
  }

  /** The elements of a tensor of strings, row by row; none for another dtype. */
  public List<ByteString> strings() {
    return strings;
  }

  /**
   * The elements of a tensor of float32, row by row.
   *
   * @throws CheckpointException MISMATCH if it is of another dtype
   */
  public float[] floats() throws CheckpointException {
    if (info.dtype() != DataType.DT_FLOAT) {
      throw new CheckpointException(
          Kind.MISMATCH, "tensor '" + info.name() + "' is " + info.dtypeName() + ", not float32");
    }
    float[] floats = new float[bytes.size() / Float.BYTES];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /**
   * An element, by its place row by row: a {@link Boolean}, a {@link Number}, or, for complex
   * numbers ({@code 1.0+2.0j}) and strings (other bytes than text as {@code \\x00}), a {@link
   * String}.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Object element(int index) {
    return info.dtype() == DataType.DT_STRING
        ? Elements.text(strings.get(index))
        : Elements.decode(info.dtype(), bytes, index);
  }

  /** Returns the value of a constant: {@code tensor_content}, or {@code string_val} for strings. */
  public TensorProto toProto() {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    info.shape().forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return TensorProto.newBuilder()
        .setDtype(info.dtype())
        .setTensorShape(shape)
        .setTensorContent(bytes)
        .addAllStringVal(strings)
        .build();
  }
}
