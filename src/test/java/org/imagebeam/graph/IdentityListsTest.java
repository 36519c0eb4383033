package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class IdentityListsTest {
  private static final GraphDef SWISH =
      GraphDef.newBuilder()
          .addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT))
          .addNode(NodeDefs.floatNode("gate", "Sigmoid", "x"))
          .addNode(NodeDefs.floatNode("product", "Mul", "x", "gate"))
          .addNode(NodeDefs.node("both", "IdentityN", "product", "x"))
          .addNode(NodeDefs.node("again", "IdentityN", "both:0", "both:1"))
          .addNode(NodeDefs.floatNode("out", "Mul", "again", "again:1"))
          .build();

  private static List<String> inputs(GraphDef graph, String node) {
    return new GraphIndex(graph).get(node).getInputList();
  }

  @Test
  void shouldReadWhatTheyRead() {
    assertEquals(
        List.of("product", "x"), inputs(IdentityLists.bypass(SWISH, List.of("out")), "out"));
  }

  @Test
  void shouldKeepThoseThatAreFetched() {
    GraphDef bypassed = IdentityLists.bypass(SWISH, List.of("again:0"));
    assertEquals(List.of("product", "x"), inputs(bypassed, "again"));
    assertEquals(List.of("again", "again:1"), inputs(bypassed, "out"));
  }

  @Test
  void shouldLeaveThoseThatWait() {
    GraphDef waits =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT))
            .addNode(NodeDefs.node("check", "NoOp"))
            .addNode(NodeDefs.node("one", "IdentityN", "x", "^check"))
            .addNode(NodeDefs.floatNode("out", "Relu", "one"))
            .build();
    assertSame(waits, IdentityLists.bypass(waits, List.of("out")));
  }
}
