package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class NodesTest {
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

  private static ByteString raw(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  private static int[] read(TensorProto.Builder tensor) {
    return Nodes.intValues(constant(tensor));
  }

  @Test
  void shouldReadRawContent() {
    NodeDef node = NodeDefs.constInts("c", List.of(3), 1, -1, 70_000);
    assertEquals(12, node.getAttrOrThrow("value").getTensor().getTensorContent().size());
    assertArrayEquals(new int[] {1, -1, 70_000}, Nodes.intValues(node));
  }

  @Test
  void shouldReadAList() {
    assertArrayEquals(
        new int[] {5, 6}, read(tensor(DataType.DT_INT32, 2).addIntVal(5).addIntVal(6)));
  }

  @Test
  void shouldRepeatTheLastValueOfAShortList() {
    assertArrayEquals(
        new int[] {5, 6, 6, 6}, read(tensor(DataType.DT_INT32, 4).addIntVal(5).addIntVal(6)));
    assertArrayEquals(new int[] {7, 7}, read(tensor(DataType.DT_INT64, 2).addInt64Val(7)));
  }

  @Test
  void shouldReadZerosWhereNothingIsListed() {
    assertArrayEquals(new int[] {0, 0}, read(tensor(DataType.DT_INT32, 2)));
  }

  @Test
  void shouldReadInt64() {
    assertArrayEquals(
        new int[] {1, -1}, read(tensor(DataType.DT_INT64, 2).addInt64Val(1).addInt64Val(-1)));
    assertArrayEquals(
        new int[] {1, -1}, read(tensor(DataType.DT_INT64, 2).setTensorContent(raw(1, -1))));
  }

  @Test
  void shouldReadScalarsAndEmptyVectors() {
    assertArrayEquals(new int[] {9}, read(tensor(DataType.DT_INT32).addIntVal(9)));
    assertArrayEquals(new int[0], read(tensor(DataType.DT_INT32, 0)));
  }

  @Test
  void shouldReadWhatItWrites() {
    assertArrayEquals(new int[] {-1, 48}, Nodes.intValues(Nodes.intVector("v", -1, 48)));
    assertArrayEquals(new int[] {3}, Nodes.intValues(Nodes.intScalar("s", 3)));
  }

  @Test
  void shouldRefuseWhatIsNoIntegerConstant() {
    assertRefused(NodeDefs.constFloat("c", 1), "node 'c' (Const) is not an integer constant");
    assertRefused(
        NodeDefs.node("c", "Shape", "a").build(), "node 'c' (Shape) is not an integer constant");
    NodeDef named = constant(tensor(DataType.DT_INT32, 1)).toBuilder().setOp("Fill").build();
    assertRefused(named, "node 'c' (Fill) is not an integer constant");
  }

  @Test
  void shouldRefuseDamagedConstants() {
    String damaged = "node 'c' (Const) does not hold the values that its shape promises";
    assertRefused(constant(tensor(DataType.DT_INT32, 3).setTensorContent(raw(1))), damaged);
    assertRefused(constant(tensor(DataType.DT_INT32, -1).addIntVal(1)), damaged);
    assertRefused(constant(tensor(DataType.DT_INT32, 1L << 40).addIntVal(1)), damaged);
    assertRefused(constant(tensor(DataType.DT_INT64, 1).addInt64Val(1L << 40)), damaged);
  }

  private static void assertRefused(NodeDef node, String message) {
    GraphException e = assertThrows(GraphException.class, () -> Nodes.intValues(node));
    assertEquals(message, e.getMessage());
  }
}
