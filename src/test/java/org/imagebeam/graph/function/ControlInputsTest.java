package org.imagebeam.graph.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ControlInputsTest {
  private static List<String> inputs(GraphDef graph, String name) {
    return ControlInputs.withoutNeedless(graph).getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .map(NodeDef::getInputList)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldDropThoseByWhichNothingIsWaitedFor() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.constFloat("one", 1))
            .addNode(NodeDefs.floatNode("kept", "Assert", "one"))
            .addNode(NodeDefs.node("idle", "NoOp", "^one"))
            .addNode(NodeDefs.node("busy", "NoOp", "^one", "^kept"))
            .addNode(NodeDefs.node("circle", "NoOp", "^other"))
            .addNode(NodeDefs.node("other", "NoOp", "^circle"))
            .addNode(NodeDefs.floatNode("out", "Neg", "one", "^one", "^idle", "^busy", "^circle"))
            .build();
    assertEquals(List.of("one", "^busy", "^circle"), inputs(graph, "out"));
    assertEquals(List.of("^kept"), inputs(graph, "busy"));
  }

  @Test
  void shouldKeepThoseThatSayHowOftenANodeRuns() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.constFloat("one", 1))
            .addNode(NodeDefs.floatNode("enter", "Enter", "one"))
            .addNode(NodeDefs.floatNode("merge", "Merge", "enter", "next"))
            .addNode(NodeDefs.floatNode("switch", "Switch", "merge", "goes_on"))
            .addNode(NodeDefs.floatNode("turn", "Identity", "switch:1", "^one"))
            .addNode(NodeDefs.constFloat("step", 1).toBuilder().addInput("^turn"))
            .addNode(NodeDefs.floatNode("more", "Add", "turn", "step", "^step", "^one"))
            .addNode(NodeDefs.floatNode("next", "NextIteration", "more"))
            .build();
    assertEquals(List.of("switch:1"), inputs(graph, "turn"));
    assertEquals(List.of("^turn"), inputs(graph, "step"));
    assertEquals(List.of("turn", "step", "^step"), inputs(graph, "more"));
  }

  @Test
  void shouldFollowChainsOfAnyLength() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (int i = 100_000; i > 0; i--) {
      graph.addNode(NodeDefs.node("n" + i, "NoOp", "^n" + (i - 1)));
    }
    graph.addNode(NodeDefs.node("n0", "NoOp"));
    graph.addNode(NodeDefs.floatNode("out", "Neg", "^n100000"));
    assertEquals(List.of(), inputs(graph.build(), "out"));
  }

  @Test
  void shouldSayThatANodeIsMissing() {
    GraphDef graph = GraphDef.newBuilder().addNode(NodeDefs.node("out", "NoOp", "^absent")).build();
    GraphException e =
        assertThrows(GraphException.class, () -> ControlInputs.withoutNeedless(graph));
    assertEquals("the graph has no node 'absent'", e.getMessage());
  }
}
