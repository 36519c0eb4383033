package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorShapeProto;

class StatedShapesTest {
  /** As a rewrite leaves it: the node has two values, and says that it has three. */
  private static GraphDef stating() {
    AttrValue three =
        AttrValue.newBuilder()
            .setList(
                AttrValue.ListValue.newBuilder()
                    .addShape(
                        TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dim.newBuilder().setSize(3))))
            .build();
    return GraphDef.newBuilder()
        .addNode(NodeDefs.constFloats("values", List.of(2), 5, 7))
        .addNode(
            NodeDefs.floatNode("out", "Neg", "values").putAttr("_output_shapes", three).build())
        .build();
  }

  @Test
  void shouldLeaveTheShapesToTensorFlow() {
    try (InferredShapes shapes = new InferredShapes(stating())) {
      assertEquals(List.of(2L), shapes.known("out"));
    }
    GraphDef plain = StatedShapes.drop(stating());
    try (InferredShapes shapes = new InferredShapes(plain)) {
      assertEquals(List.of(2L), shapes.known("out"));
    }
    assertEquals(stating().getNode(0), plain.getNode(0));
  }

  @Test
  void shouldBeBelievedWhereTheyTellMoreThanTensorFlowInfers() {
    GraphDef any =
        stating().toBuilder().setNode(0, NodeDefs.placeholder("values", DataType.DT_FLOAT)).build();
    try (InferredShapes shapes = new InferredShapes(any)) {
      assertEquals(List.of(3L), shapes.known("out"));
    }
  }

  @Test
  void shouldTakeAGraphThatStatesNoneAsItIs() {
    GraphDef plain = StatedShapes.drop(stating());
    assertSame(plain, StatedShapes.drop(plain));
  }
}
