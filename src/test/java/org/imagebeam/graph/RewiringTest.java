package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

class RewiringTest {
  @Test
  void shouldPutEachInputThroughTheFunction() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.constFloat("a", 1))
            .addNode(NodeDefs.floatNode("sum", "AddV2", "a", "a:1", "^a"))
            .build();
    GraphDef rewired = Rewiring.inputs(graph, input -> input.replace("a", "b"));
    assertEquals(graph.getNode(0), rewired.getNode(0));
    assertEquals(List.of("b", "b:1", "^b"), rewired.getNode(1).getInputList());
    assertEquals(graph.getNode(1).getAttrMap(), rewired.getNode(1).getAttrMap());
  }
}
