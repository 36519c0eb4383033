package org.imagebeam.graph;

import com.google.protobuf.ByteString;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Makes and reads the few kinds of node that the rewrites deal in. */
public final class Nodes {
  private Nodes() {}

  public static NodeDef placeholder(String name, DataType dtype, long... dims) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", type(dtype))
        .putAttr("shape", AttrValue.newBuilder().setShape(shape(dims)).build())
        .build();
  }

  public static NodeDef placeholder(String name, DataType dtype, List<Long> shape) {
    return placeholder(name, dtype, shape.stream().mapToLong(size -> size).toArray());
  }

  public static NodeDef intVector(String name, int... values) {
    return intConst(name, shape(values.length), values);
  }

  /** Values row by row, as many as make up whole rows. */
  public static NodeDef intMatrix(String name, int columns, int... values) {
    return intConst(name, shape(values.length / columns, columns), values);
  }

  public static NodeDef intScalar(String name, int value) {
    return intConst(name, shape(), value);
  }

  private static NodeDef intConst(String name, TensorShapeProto shape, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /**
   * The values of an int32 or int64 constant, as written in any of the ways a TensorProto allows
   * (raw content, a list, or a list cut short whose last value repeats).
   *
   * @throws GraphException if the node is not such a constant, or a damaged one
   */
  public static int[] intValues(NodeDef node) {
    TensorProto tensor = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    boolean wide = tensor.getDtype() == DataType.DT_INT64;
    if (!node.getOp().equals("Const") || !(wide || tensor.getDtype() == DataType.DT_INT32)) {
      throw new GraphException(
          "node '" + node.getName() + "' (" + node.getOp() + ") is not an integer constant");
    }
    try {
      return intValues(tensor, wide);
    } catch (ArithmeticException | BufferUnderflowException e) {
      throw new GraphException(
          "node '" + node.getName() + "' (Const) does not hold the values that its shape promises");
    }
  }

  private static int[] intValues(TensorProto tensor, boolean wide) {
    int[] values = new int[elements(tensor.getTensorShape())];
    ByteString content = tensor.getTensorContent();
    ByteBuffer raw = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int listed = wide ? tensor.getInt64ValCount() : tensor.getIntValCount();
    for (int i = 0; i < values.length; i++) {
      if (!content.isEmpty()) {
        values[i] = wide ? Math.toIntExact(raw.getLong()) : raw.getInt();
      } else if (listed > 0) {
        int at = Math.min(i, listed - 1);
        values[i] = wide ? Math.toIntExact(tensor.getInt64Val(at)) : tensor.getIntVal(at);
      }
    }
    return values;
  }

  /**
   * Nodes that compute {@code [first dimension of input, rest...]}; the result comes last.
   *
   * @param dtype of {@code input}
   */
  public static List<NodeDef> firstDimensionAnd(
      String name, String input, AttrValue dtype, int... rest) {
    NodeDef shape =
        NodeDef.newBuilder()
            .setName(name + "/of_input")
            .setOp("Shape")
            .addInput(input)
            .putAttr("T", dtype)
            .putAttr("out_type", type(DataType.DT_INT32))
            .build();
    NodeDef zero = intVector(name + "/begin", 0);
    NodeDef one = intVector(name + "/size", 1);
    NodeDef first =
        NodeDef.newBuilder()
            .setName(name + "/batch")
            .setOp("Slice")
            .addInput(shape.getName())
            .addInput(zero.getName())
            .addInput(one.getName())
            .putAttr("T", type(DataType.DT_INT32))
            .putAttr("Index", type(DataType.DT_INT32))
            .build();
    NodeDef others = intVector(name + "/rest", rest);
    NodeDef axis = intScalar(name + "/axis", 0);
    NodeDef joined =
        NodeDef.newBuilder()
            .setName(name)
            .setOp("ConcatV2")
            .addInput(first.getName())
            .addInput(others.getName())
            .addInput(axis.getName())
            .putAttr("N", of(2))
            .putAttr("T", type(DataType.DT_INT32))
            .putAttr("Tidx", type(DataType.DT_INT32))
            .build();
    return List.of(shape, zero, one, first, others, axis, joined);
  }

  /**
   * A constant whose values are written raw.
   *
   * @param content the values row by row, least byte first
   */
  public static NodeDef constant(
      String name, DataType dtype, List<Long> shape, ByteString content) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(dtype)
            .setTensorShape(shape(shape.stream().mapToLong(size -> size).toArray()))
            .setTensorContent(content)
            .build();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(dtype))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /** A list of integers among a node's attributes; empty where it has none. */
  public static List<Long> integers(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getList().getIList();
  }

  public static AttrValue type(DataType dtype) {
    return AttrValue.newBuilder().setType(dtype).build();
  }

  /** A list of one type. */
  public static AttrValue types(DataType dtype) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(dtype)).build();
  }

  public static AttrValue integers(List<Long> values) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addAllI(values)).build();
  }

  public static AttrValue string(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  /** A list of types. */
  public static AttrValue types(List<DataType> dtypes) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(dtypes))
        .build();
  }

  public static AttrValue strings(List<String> values) {
    return AttrValue.newBuilder()
        .setList(
            AttrValue.ListValue.newBuilder()
                .addAllS(values.stream().map(ByteString::copyFromUtf8).toList()))
        .build();
  }

  public static AttrValue of(boolean value) {
    return AttrValue.newBuilder().setB(value).build();
  }

  public static AttrValue of(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  /** A float32 attribute. */
  public static AttrValue real(float value) {
    return AttrValue.newBuilder().setF(value).build();
  }

  private static TensorShapeProto shape(long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return shape.build();
  }

  private static int elements(TensorShapeProto shape) {
    long count = 1;
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      count = Math.multiplyExact(count, dim.getSize());
    }
    if (count < 0) {
      throw new ArithmeticException("a dimension is unknown");
    }
    return Math.toIntExact(count);
  }
}
