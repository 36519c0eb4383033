package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class InferredShapesTest {
  /** A shape that is written in floats, and a weight that is larger than any shape. */
  private static GraphDef graph() {
    NodeDef sizes =
        Layers.op("sizes", "Cast", "floats").toBuilder()
            .putAttr("SrcT", Nodes.type(DataType.DT_FLOAT))
            .putAttr("DstT", Nodes.type(DataType.DT_INT32))
            .build();
    NodeDef reshaped =
        Layers.op("reshaped", "Reshape", "weights", "sizes").toBuilder()
            .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
            .build();
    return GraphDef.newBuilder()
        .addNode(NodeDefs.constFloats("floats", List.of(2), 3, 100))
        .addNode(NodeDefs.constFloats("weights", List.of(300), new float[300]))
        .addNode(sizes)
        .addNode(reshaped)
        .build();
  }

  @Test
  void shouldKnowShapesThatFollowFromSmallValuesWithoutTheWeights() {
    try (InferredShapes shapes = InferredShapes.withoutWeights(graph())) {
      assertEquals(List.of(300L), shapes.known("weights"));
      assertEquals(List.of(3L, 100L), shapes.known("reshaped"));
    }
  }

  @Test
  void shouldNotKnowShapesThatFollowFromValuesWithoutAny() {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph())) {
      assertEquals(List.of(300L), shapes.known("weights"));
      assertEquals(List.of(-1L, -1L), shapes.known("reshaped"));
    }
  }
}
