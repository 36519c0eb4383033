package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

class ConstantsTest {
  private static final GraphDef GRAPH = Layers.behindConv(Layers.op("out", "Relu", "conv"));

  private static TensorProto value(NodeDef constant) {
    return constant.getAttrOrThrow("value").getTensor();
  }

  private static String refusal(String name, TensorProto value) {
    return assertThrows(GraphException.class, () -> Constants.replace(GRAPH, Map.of(name, value)))
        .getMessage();
  }

  @Test
  void shouldPutOtherValuesInPlace() {
    TensorProto other = value(NodeDefs.constFloats("other", List.of(1, 1, 3, 2), 3, 1, 2, 1, 1, 1));
    GraphDef replaced = Constants.replace(GRAPH, Map.of("weights", other));
    assertArrayEquals(new float[] {10, 6}, Layers.answer(replaced, "out"));
    assertEquals(GRAPH.getNodeCount(), replaced.getNodeCount());
    assertArrayEquals(new float[] {14, 140}, Layers.answer(GRAPH, "out"));
    assertEquals(GRAPH, Constants.replace(replaced, Map.of("weights", value(Layers.WEIGHTS))));
  }

  @Test
  void shouldRefuseWhatDoesNotFit() {
    assertEquals("the graph has no node 'none'", refusal("none", value(Layers.WEIGHTS)));
    assertEquals("node 'conv' (Conv2D) is not a constant", refusal("conv", value(Layers.WEIGHTS)));
    assertEquals(
        "constant 'weights' is DT_FLOAT[1, 1, 3, 2] in the graph, and its new value DT_FLOAT[2]",
        refusal("weights", value(Layers.vector("v", 1, 2))));
    assertEquals(
        "constant 'weights' is DT_FLOAT[1, 1, 3, 2] in the graph, and its new value"
            + " DT_INT32[1, 1, 3, 2]",
        refusal("weights", value(NodeDefs.constInts("v", List.of(1, 1, 3, 2), 1, 2, 3, 4, 5, 6))));
  }

  @Test
  void shouldReadTheValues() {
    assertArrayEquals(new float[] {1, 10, 2, 20, 3, 30}, Constants.floats(Layers.WEIGHTS), 0);
    assertEquals(
        "node 'conv' (Conv2D) is not a float32 constant",
        assertThrows(GraphException.class, () -> Constants.floats(Layers.CONV)).getMessage());
    assertThrows(GraphException.class, () -> Constants.floats(Layers.cutShort(Layers.WEIGHTS)));
  }
}
