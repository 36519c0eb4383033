package org.imagebeam.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** A constant's values as float32, row by row, with its shape. Never changed once it is made. */
public final class FloatTensor {
  /** A gibibyte of float32: no layer has more, and a damaged shape may promise anything. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private final List<Long> shape;
  private final float[] values;

  /** Keeps {@code values} without a copy. */
  public FloatTensor(List<Long> shape, float[] values) {
    this.shape = List.copyOf(shape);
    this.values = values;
  }

  /**
   * Whether {@code node} is a Const of that dtype which waits for nothing. One that does belongs to
   * a loop or a branch, and another constant can't take its place without waiting as well.
   */
  public static boolean isConst(NodeDef node, DataType dtype) {
    return node.getOp().equals("Const")
        && node.getInputCount() == 0
        && tensor(node).getDtype() == dtype;
  }

  /**
   * The shape of a Const.
   *
   * @throws GraphException if no tensor has such a shape
   */
  public static List<Long> shapeOf(NodeDef node) {
    List<Long> shape =
        tensor(node).getTensorShape().getDimList().stream()
            .map(TensorShapeProto.Dim::getSize)
            .toList();
    long elements = 1;
    for (long dim : shape) {
      elements *= dim;
      if (dim < 0 || dim > MAX_ELEMENTS || elements > MAX_ELEMENTS) {
        throw damaged(node);
      }
    }
    return shape;
  }

  /**
   * Reads a Const of float32 or uint8, as written in any of the ways a TensorProto allows (raw
   * content, a list, or a list cut short whose last value repeats).
   *
   * @throws GraphException if the node is not such a constant, or a damaged one
   */
  public static FloatTensor read(NodeDef node) {
    boolean bytes = isConst(node, DataType.DT_UINT8);
    if (!bytes && !isConst(node, DataType.DT_FLOAT)) {
      throw new GraphException(
          "node '"
              + node.getName()
              + "' ("
              + node.getOp()
              + ") is not a float32 or uint8 constant");
    }
    TensorProto tensor = tensor(node);
    List<Long> shape = shapeOf(node);
    float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b))];
    if (!tensor.getTensorContent().isEmpty()) {
      readContent(node, tensor.getTensorContent(), bytes, values);
    } else {
      int listed = bytes ? tensor.getIntValCount() : tensor.getFloatValCount();
      for (int i = 0; i < values.length && listed > 0; i++) {
        int at = Math.min(i, listed - 1);
        values[i] = bytes ? tensor.getIntVal(at) & 0xff : tensor.getFloatVal(at);
      }
    }
    return new FloatTensor(shape, values);
  }

  private static void readContent(NodeDef node, ByteString content, boolean bytes, float[] values) {
    long width = bytes ? Byte.BYTES : Float.BYTES;
    if (content.size() != values.length * width) {
      throw damaged(node);
    }
    if (bytes) {
      for (int i = 0; i < values.length; i++) {
        values[i] = content.byteAt(i) & 0xff;
      }
    } else {
      content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    }
  }

  private static GraphException damaged(NodeDef node) {
    return new GraphException(
        "node '" + node.getName() + "' (Const) does not hold the values that its shape promises");
  }

  private static TensorProto tensor(NodeDef node) {
    return node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
  }

  /** A Const of float32 with raw content. */
  public NodeDef toConst(String name) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    // The array behind the buffer belongs to nobody else: large weights need no second copy.
    return Nodes.constant(name, DataType.DT_FLOAT, shape, UnsafeByteOperations.unsafeWrap(bytes));
  }

  public List<Long> shape() {
    return shape;
  }

  /** The values themselves: nobody may change them. */
  public float[] values() {
    return values;
  }

  public int size() {
    return values.length;
  }

  public float get(int index) {
    return values[index];
  }

  /** The elements {@code from} to {@code to}, the latter left out, of the last dimension. */
  public FloatTensor slice(int from, int to) {
    int last = shape.size() - 1;
    int width = Math.toIntExact(shape.get(last));
    int rows = values.length / width;
    float[] part = new float[rows * (to - from)];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * width + from, part, row * (to - from), to - from);
    }
    List<Long> sizes = new ArrayList<>(shape);
    sizes.set(last, (long) to - from);
    return new FloatTensor(sizes, part);
  }

  /** What stands at {@code index} of the first dimension, without that dimension. */
  public FloatTensor element(int index) {
    int length = values.length / Math.toIntExact(shape.get(0));
    return new FloatTensor(
        shape.subList(1, shape.size()),
        Arrays.copyOfRange(values, index * length, (index + 1) * length));
  }
}
