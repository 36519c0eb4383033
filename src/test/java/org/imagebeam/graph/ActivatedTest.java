package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.Activated.Through;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ActivatedTest {
  private static GraphIndex graph(NodeDef.Builder... nodes) {
    return new GraphIndex(
        GraphDef.newBuilder()
            .addAllNode(Arrays.stream(nodes).map(NodeDef.Builder::build).toList())
            .build());
  }

  private static Optional<String> find(GraphIndex index, String node, Through through) {
    return Activated.find(index, index.get(node), through).map(NodeDef::getName);
  }

  @ParameterizedTest
  @CsvSource({
    "Identity, SAME RESHAPED CONVERTED",
    "Reshape, RESHAPED CONVERTED",
    "Squeeze, RESHAPED CONVERTED",
    "Cast, CONVERTED",
    "IdentityN, CONVERTED",
    "StopGradient, CONVERTED",
    "Neg, ''"
  })
  void shouldLookThroughWhatItIsAskedTo(String op, String by) {
    GraphIndex index =
        graph(
            NodeDefs.node("logits", "MatMul"),
            NodeDefs.node("probabilities", "Softmax", "logits"),
            NodeDefs.node("between", "Identity", "probabilities:0"),
            NodeDefs.node("end", op, "between"));
    List<String> through =
        Arrays.stream(Through.values())
            .filter(one -> find(index, "end", one).equals(Optional.of("probabilities")))
            .map(Through::name)
            .toList();
    assertEquals(by, String.join(" ", through));
    assertEquals(Optional.empty(), find(index, "logits", Through.CONVERTED));
  }

  @Test
  void shouldFindEitherActivation() {
    GraphIndex index = graph(NodeDefs.node("a", "Sigmoid", "x"), NodeDefs.node("b", "Softmax"));
    assertEquals(Optional.of("a"), find(index, "a", Through.SAME));
    assertEquals(Optional.of("b"), find(index, "b", Through.SAME));
  }

  @Test
  void shouldStopAtTheNodeThatComputes() {
    GraphIndex index =
        graph(NodeDefs.node("logits", "MatMul"), NodeDefs.node("end", "Identity", "logits"));
    assertEquals(index.get("logits"), Activated.source(index, index.get("end"), Through.CONVERTED));
  }

  /** TensorFlow refuses such graphs, after they have been looked at. */
  @Test
  void shouldComeToAnEndInDamagedGraphs() {
    GraphIndex index =
        graph(
            NodeDefs.node("a", "Identity", "b"),
            NodeDefs.node("b", "Identity", "a"),
            NodeDefs.node("no_input", "Identity"),
            NodeDefs.node("no_such", "Identity", "nowhere"));
    for (String node : List.of("a", "no_input", "no_such")) {
      assertEquals(Optional.empty(), find(index, node, Through.SAME), node);
    }
  }
}
