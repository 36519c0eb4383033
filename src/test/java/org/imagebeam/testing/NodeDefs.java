package org.imagebeam.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Short ways to write the nodes of a GraphDef and their attributes.
 *
 * <p>Tensors are stored as {@code tensor_content}, little-endian, as the frozen graphs of 2015 have
 * them. All methods are pure and may be called from any thread.
 */
public final class NodeDefs {
  private NodeDefs() {}

  /** A node without attributes; an input is {@code name}, {@code name:1} or {@code ^name}. */
  public static NodeDef.Builder node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(Arrays.asList(inputs));
  }

  /** A node whose only attribute is {@code T}, DT_FLOAT. */
  public static NodeDef.Builder floatNode(String name, String op, String... inputs) {
    return node(name, op, inputs).putAttr("T", type(DataType.DT_FLOAT));
  }

  /** A placeholder of any shape. */
  public static NodeDef placeholder(String name, DataType dtype) {
    return node(name, "Placeholder").putAttr("dtype", type(dtype)).build();
  }

  /** A float32 scalar. */
  public static NodeDef constFloat(String name, float value) {
    return constFloats(name, List.of(), value);
  }

  /**
   * A float32 tensor.
   *
   * @param values row by row, as many as the shape holds
   * @throws IllegalArgumentException when there are more or fewer values
   */
  public static NodeDef constFloats(String name, List<Integer> shape, float... values) {
    ByteBuffer bytes = littleEndian(values.length, Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return constant(name, DataType.DT_FLOAT, shape, values.length, bytes);
  }

  /** A constant condition. */
  public static NodeDef constBool(String name, boolean value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_BOOL)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addBoolVal(value)
            .build();
    return node(name, "Const")
        .putAttr("dtype", type(DataType.DT_BOOL))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /** An int32 scalar. */
  public static NodeDef constInt(String name, int value) {
    return constInts(name, List.of(), value);
  }

  /**
   * An int32 tensor.
   *
   * @param values row by row, as many as the shape holds
   * @throws IllegalArgumentException when there are more or fewer values
   */
  public static NodeDef constInts(String name, List<Integer> shape, int... values) {
    ByteBuffer bytes = littleEndian(values.length, Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return constant(name, DataType.DT_INT32, shape, values.length, bytes);
  }

  /** A scalar of bytes (DT_STRING). */
  public static NodeDef constBytes(String name, ByteString value) {
    TensorProto tensor = tensor(DataType.DT_STRING, List.of()).addStringVal(value).build();
    return constant(name, tensor);
  }

  /** A type attribute. */
  public static AttrValue type(DataType value) {
    return AttrValue.newBuilder().setType(value).build();
  }

  /** An integer attribute. */
  public static AttrValue integer(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  /** A list of integers, such as strides. */
  public static AttrValue integers(List<Long> values) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addAllI(values)).build();
  }

  /** A float attribute. */
  public static AttrValue real(float value) {
    return AttrValue.newBuilder().setF(value).build();
  }

  /** A boolean attribute. */
  public static AttrValue bool(boolean value) {
    return AttrValue.newBuilder().setB(value).build();
  }

  /** A string attribute, in UTF-8. */
  public static AttrValue string(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  private static ByteBuffer littleEndian(int count, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static NodeDef constant(
      String name, DataType dtype, List<Integer> shape, int count, ByteBuffer bytes) {
    int size = shape.stream().reduce(1, Math::multiplyExact);
    if (size != count) {
      throw new IllegalArgumentException(
          name + ": the shape " + shape + " holds " + size + " values, not " + count);
    }
    // The array behind the buffer belongs to nobody else: the large weights need no second copy.
    ByteString content = UnsafeByteOperations.unsafeWrap(bytes);
    return constant(name, tensor(dtype, shape).setTensorContent(content).build());
  }

  private static NodeDef constant(String name, TensorProto tensor) {
    return node(name, "Const")
        .putAttr("dtype", type(tensor.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static TensorProto.Builder tensor(DataType dtype, List<Integer> shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    shape.forEach(size -> dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return TensorProto.newBuilder().setDtype(dtype).setTensorShape(dims);
  }
}
