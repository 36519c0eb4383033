package org.imagebeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

class NodeDefsTest {
  @Test
  void shouldKeepInputsInOrder() {
    NodeDef node = NodeDefs.node("a", "Identity", "b:1", "^c").build();
    assertEquals("a", node.getName());
    assertEquals("Identity", node.getOp());
    assertEquals(List.of("b:1", "^c"), node.getInputList());
    assertEquals(0, node.getAttrCount());
  }

  @Test
  void shouldStoreFloatsLittleEndian() {
    TensorProto tensor = tensor(NodeDefs.constFloats("w", List.of(1, 2), 1, -2));
    assertEquals(DataType.DT_FLOAT, tensor.getDtype());
    assertEquals(2, tensor.getTensorShape().getDim(1).getSize());
    byte[] expected = {0, 0, (byte) 0x80, 0x3F, 0, 0, 0, (byte) 0xC0};
    assertEquals(ByteString.copyFrom(expected), tensor.getTensorContent());
  }

  @Test
  void shouldStoreAScalarWithoutDimensions() {
    TensorProto tensor = tensor(NodeDefs.constInt("i", 258));
    assertEquals(0, tensor.getTensorShape().getDimCount());
    byte[] expected = {2, 1, 0, 0};
    assertEquals(ByteString.copyFrom(expected), tensor.getTensorContent());
  }

  @Test
  void shouldRefuseAShapeThatHoldsAnotherNumberOfValues() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> NodeDefs.constInts("size", List.of(2), 1, 2, 3));
    assertTrue(e.getMessage().startsWith("size: the shape [2] holds 2 values, not 3"));
  }

  @Test
  void shouldWriteAttributes() {
    NodeDef node =
        NodeDefs.floatNode("p", "MaxPool", "x")
            .putAttr("ksize", NodeDefs.integers(List.of(1L, 3L)))
            .putAttr("padding", NodeDefs.string("SAME"))
            .putAttr("keep", NodeDefs.bool(true))
            .putAttr("rate", NodeDefs.real(0.5f))
            .putAttr("N", NodeDefs.integer(4))
            .build();
    assertEquals(
        "p\tMaxPool\t[x]\tN=i: 4 keep=b: true ksize=list { i: 1 i: 3 }"
            + " padding=s: \"SAME\" rate=f: 0.5",
        NodeText.line(node));
    assertEquals(DataType.DT_FLOAT, node.getAttrOrThrow("T").getType());
  }

  private static TensorProto tensor(NodeDef node) {
    return node.getAttrOrThrow("value").getTensor();
  }
}
