package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class RoundingErrorsTest {
  private static double squared(GraphDef graph, Map<String, Double> added, String... outputs) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      return new RoundingErrors(graph, List.of(outputs), shapes)
          .squared(name -> added.getOrDefault(name, 0.0));
    }
  }

  private static NodeDef join(String name, String... inputs) {
    return NodeDefs.node(name, "ConcatV2", inputs)
        .addInput("axis")
        .putAttr("T", NodeDefs.type(DataType.DT_FLOAT))
        .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
        .putAttr("N", NodeDefs.integer(inputs.length))
        .build();
  }

  @Test
  void shouldAddAlongAPath() {
    GraphDef graph = Layers.graph(Layers.op("a", "Relu", "image"), Layers.op("b", "Neg", "a"));
    assertEquals(7, squared(graph, Map.of("a", 3.0, "b", 4.0), "b"));
    assertEquals(3, squared(graph, Map.of("a", 3.0, "b", 4.0), "a"));
    assertEquals(7, squared(graph, Map.of("a", 3.0, "b", 4.0), "a", "b"), "the worst output");
  }

  @Test
  void shouldTakeTheLargerWherePathsMeet() {
    GraphDef graph =
        Layers.graph(
            Layers.op("a", "Relu", "image"),
            Layers.op("b", "Neg", "a"),
            Layers.op("sum", "AddV2", "b", "a"));
    assertEquals(7, squared(graph, Map.of("a", 3.0, "b", 4.0), "sum"));
  }

  /** Two channels of what is off by 10, and three of what is not. */
  @Test
  void shouldTakeTheMeanOfChannelsThatAreJoined() {
    GraphDef graph =
        Layers.graph(
            Layers.WEIGHTS,
            Layers.CONV,
            NodeDefs.constInt("axis", 3),
            join("joined", "conv", "image"));
    assertEquals(4, squared(graph, Map.of("conv", 10.0), "joined"), 1e-9);
  }
}
