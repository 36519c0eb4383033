package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class ScaledTensorTest {
  private final GraphDef.Builder graph =
      GraphDef.newBuilder()
          .addNode(Nodes.placeholder("pixels", DataType.DT_FLOAT, -1, 4, 4, 3))
          .addNode(NodeDefs.constFloats("grey", List.of(), 100))
          .addNode(NodeDefs.constFloats("four", List.of(), 4))
          .addNode(NodeDefs.constFloats("less", List.of(), -1))
          .addNode(NodeDefs.constFloats("means", List.of(3), 1, 2, 3));

  private ScaledTensor of(String tensor) {
    return ScaledTensor.of(new GraphIndex(graph.build()), tensor);
  }

  private void add(String name, String op, String... inputs) {
    graph.addNode(NodeDefs.floatNode(name, op, inputs));
  }

  @Test
  void shouldFollowNumbersThatAreAddedAndMultiplied() {
    add("centred", "Sub", "pixels", "grey");
    add("divided", "RealDiv", "centred", "four");
    add("raised", "AddV2", "grey", "divided");
    add("lowered", "Add", "raised", "less");
    add("doubled", "Mul", "four", "lowered");
    assertEquals(new ScaledTensor("pixels", 1, 0), of("pixels"));
    assertEquals(new ScaledTensor("pixels", 1, -100), of("centred"));
    assertEquals(new ScaledTensor("pixels", 0.25, -25), of("divided"));
    assertEquals(new ScaledTensor("pixels", 0.25, 75), of("raised"));
    assertEquals(new ScaledTensor("pixels", 0.25, 74), of("lowered"));
    assertEquals(new ScaledTensor("pixels", 1, 296), of("doubled"));
  }

  @Test
  void shouldStopAtWhatIsNoNumberOrTurnsTheOrder() {
    add("turned", "Mul", "pixels", "less");
    add("negative", "Sub", "grey", "pixels");
    add("coloured", "Sub", "pixels", "means");
    add("squared", "Mul", "pixels", "pixels");
    for (String tensor : List.of("turned", "negative", "coloured", "squared")) {
      assertEquals(new ScaledTensor(tensor, 1, 0), of(tensor));
    }
    assertEquals(new ScaledTensor("other:1", 1, 0), of("other:1"), "it isn't in the graph");
  }
}
