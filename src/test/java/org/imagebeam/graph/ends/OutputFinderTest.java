package org.imagebeam.graph.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The network's own output is called {@code scores}. */
class OutputFinderTest {
  private static final GraphDef NETWORK =
      GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3).network().graph();
  private static final String SCORES = NETWORK.getNode(NETWORK.getNodeCount() - 1).getName();

  private static String find(GraphDef graph) {
    try (InferredShapes shapes = new InferredShapes(graph)) {
      return new OutputFinder(graph, shapes).find(new TensorName("input", 0)).toString();
    }
  }

  private static String bottleneck(GraphDef graph) {
    return BottleneckFinder.find(graph, new TensorName("input", 0), TensorName.parse(find(graph)))
        .toString();
  }

  private static GraphDef with(NodeDef.Builder... nodes) {
    GraphDef.Builder graph = NETWORK.toBuilder();
    for (NodeDef.Builder node : nodes) {
      graph.addNode(node);
    }
    return graph.build();
  }

  private static NodeDef.Builder best(String scores) {
    return NodeDefs.node("best", "ArgMax", scores, "axis")
        .putAttr("T", NodeDefs.type(DataType.DT_FLOAT))
        .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
        .putAttr("output_type", NodeDefs.type(DataType.DT_INT64));
  }

  @Test
  void shouldFindWhatNothingReads() {
    assertEquals(SCORES, find(NETWORK));
    assertEquals("more", find(with(NodeDefs.floatNode("more", "Softmax", SCORES))));
  }

  @Test
  void shouldTakeTheScoresOfWhichTheBestIsChosen() {
    assertEquals(SCORES, find(with(NodeDefs.constInt("axis", 1).toBuilder(), best(SCORES))));
  }

  @Test
  void shouldPreferProbabilitiesToFeatures() {
    GraphDef graph =
        with(
            NodeDefs.floatNode("probabilities", "Softmax", SCORES),
            NodeDefs.floatNode("renamed", "Identity", "probabilities"),
            NodeDefs.floatNode("features", "Relu", SCORES));
    assertEquals("renamed", find(graph));
  }

  @Test
  void shouldPreferKnownNames() {
    GraphDef graph =
        with(
            NodeDefs.floatNode("aux", "Softmax", SCORES),
            NodeDefs.floatNode("final_result", "Softmax", SCORES));
    assertEquals("final_result", find(graph));
  }

  @Test
  void shouldPassOverImages() {
    // A picture of the input, as a summary has it, is no score.
    assertEquals(SCORES, find(with(NodeDefs.floatNode("half", "Relu", "input"))));
  }

  @Test
  void shouldNameThoseThatCouldBeMeant() {
    GraphDef graph =
        with(
            NodeDefs.floatNode("a", "Softmax", SCORES), NodeDefs.floatNode("b", "Softmax", SCORES));
    AmbiguousEndException e = assertThrows(AmbiguousEndException.class, () -> find(graph));
    assertEquals(AmbiguousEndException.End.OUTPUT, e.end());
    assertEquals(
        "the graph has several outputs that could hold scores:"
            + " name one of 'a' (Softmax [?, 5]), 'b' (Softmax [?, 5])",
        e.getMessage());
  }

  @Test
  void shouldFindWhatTheLastLayerTakes() {
    GraphDef graph = with(NodeDefs.floatNode("more", "Softmax", SCORES));
    assertEquals(bottleneck(NETWORK), bottleneck(graph));
    try (InferredShapes shapes = new InferredShapes(graph)) {
      assertEquals(List.of(-1L, 6L), shapes.known(bottleneck(graph)));
    }
  }

  @Test
  void shouldTakeTheScoresWhereThereIsNoLayer() {
    GraphDef graph =
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 3)
            .then(NodeDefs.floatNode("relu", "Relu", ""))
            .graph();
    assertEquals("out", bottleneck(graph));
  }
}
