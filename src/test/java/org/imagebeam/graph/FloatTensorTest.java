package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class FloatTensorTest {
  private static final String DAMAGED =
      "node 'c' (Const) does not hold the values that its shape promises";

  private static TensorProto.Builder tensor(DataType dtype, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return TensorProto.newBuilder().setDtype(dtype).setTensorShape(shape);
  }

  private static NodeDef constant(TensorProto.Builder tensor) {
    return NodeDefs.node("c", "Const")
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static List<Float> values(FloatTensor tensor) {
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < tensor.size(); i++) {
      values.add(tensor.get(i));
    }
    return values;
  }

  private static List<Float> read(TensorProto.Builder tensor) {
    return values(FloatTensor.read(constant(tensor)));
  }

  private static void assertRefused(NodeDef node, String message) {
    GraphException e = assertThrows(GraphException.class, () -> FloatTensor.read(node));
    assertEquals(message, e.getMessage());
  }

  @Test
  void shouldReadRawFloats() {
    FloatTensor tensor = FloatTensor.read(NodeDefs.constFloats("c", List.of(2, 1), 1.5f, -2));
    assertEquals(List.of(2L, 1L), tensor.shape());
    assertEquals(List.of(1.5f, -2f), values(tensor));
  }

  @Test
  void shouldReadListedFloats() {
    TensorProto.Builder two = tensor(DataType.DT_FLOAT, 2).addFloatVal(1.5f).addFloatVal(-2);
    assertEquals(List.of(1.5f, -2f), read(two));
    assertEquals(List.of(7f), read(tensor(DataType.DT_FLOAT).addFloatVal(7)));
  }

  @Test
  void shouldRepeatTheLastOfAShortList() {
    TensorProto.Builder four = tensor(DataType.DT_FLOAT, 2, 2).addFloatVal(1).addFloatVal(2);
    assertEquals(List.of(1f, 2f, 2f, 2f), read(four));
    assertEquals(List.of(9f, 9f), read(tensor(DataType.DT_UINT8, 2).addIntVal(9)));
  }

  @Test
  void shouldReadZerosWhereNothingIsListed() {
    assertEquals(List.of(0f, 0f), read(tensor(DataType.DT_FLOAT, 2)));
    assertEquals(List.of(), read(tensor(DataType.DT_FLOAT, 0)));
  }

  @Test
  void shouldReadBytesAsUnsigned() {
    ByteString raw = ByteString.copyFrom(new byte[] {0, 127, -128, -1});
    assertEquals(
        List.of(0f, 127f, 128f, 255f), read(tensor(DataType.DT_UINT8, 4).setTensorContent(raw)));
    assertEquals(List.of(0f, 255f), read(tensor(DataType.DT_UINT8, 2).addIntVal(0).addIntVal(255)));
  }

  @Test
  void shouldWriteWhatItReads() {
    NodeDef node = NodeDefs.constFloats("c", List.of(1, 2), Float.MIN_VALUE, -0f);
    assertEquals(node, FloatTensor.read(node).toConst("c"));
    NodeDef scalar = NodeDefs.constFloat("c", 3);
    assertEquals(scalar, FloatTensor.read(scalar).toConst("c"));
  }

  @Test
  void shouldTellConstantsByTheirType() {
    assertTrue(FloatTensor.isConst(NodeDefs.constFloat("c", 1), DataType.DT_FLOAT));
    assertFalse(FloatTensor.isConst(NodeDefs.constInt("c", 1), DataType.DT_FLOAT));
    assertFalse(FloatTensor.isConst(NodeDefs.constFloat("c", 1), DataType.DT_UINT8));
    assertFalse(
        FloatTensor.isConst(NodeDefs.placeholder("c", DataType.DT_FLOAT), DataType.DT_FLOAT));
  }

  @Test
  void shouldRefuseOtherConstants() {
    assertRefused(NodeDefs.constInt("c", 1), "node 'c' (Const) is not a float32 or uint8 constant");
    assertRefused(
        NodeDefs.placeholder("c", DataType.DT_FLOAT),
        "node 'c' (Placeholder) is not a float32 or uint8 constant");
  }

  @Test
  void shouldRefuseDamagedConstants() {
    ByteString six = ByteString.copyFrom(new byte[6]);
    assertRefused(constant(tensor(DataType.DT_FLOAT, 1).setTensorContent(six)), DAMAGED);
    assertRefused(constant(tensor(DataType.DT_FLOAT, 2).setTensorContent(six)), DAMAGED);
    assertRefused(constant(tensor(DataType.DT_UINT8, 5).setTensorContent(six)), DAMAGED);
    assertRefused(constant(tensor(DataType.DT_FLOAT, -1).addFloatVal(1)), DAMAGED);
    assertRefused(constant(tensor(DataType.DT_FLOAT, 1L << 20, 1L << 20)), DAMAGED);
    assertRefused(constant(tensor(DataType.DT_FLOAT, Long.MAX_VALUE, 2)), DAMAGED);
  }
}
