package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class InferenceOptimizerTest {
  private static final List<String> OUTPUTS = List.of("softmax", "pool_3");

  private static BatchedGraph batched(GraphDef graph) {
    return BatchDimension.add(
        graph, "DecodeJpeg/contents", OUTPUTS, Optional.empty(), Optional.empty());
  }

  /** Without the shape that a reshape has been freed of. */
  private static GraphDef unoptimized(GraphDef graph) {
    return Subgraph.endingAt(batched(graph).graph(), OUTPUTS);
  }

  private static BatchedGraph portable(BatchedGraph batched, List<String> outputs) {
    OptimizedGraph optimized = InferenceOptimizer.optimize(batched, outputs, GraphRewrite.PORTABLE);
    assertFalse(optimized.fused());
    return optimized.network();
  }

  private static GraphDef optimized(GraphDef graph) {
    BatchedGraph batched = batched(graph);
    BatchedGraph optimized = portable(batched, OUTPUTS);
    assertEquals(batched.input(), optimized.input());
    assertEquals(batched.height(), optimized.height());
    assertEquals(batched.width(), optimized.width());
    assertEquals(batched.rawPixels(), optimized.rawPixels());
    assertEquals(batched.graph().getVersions(), optimized.graph().getVersions());
    assertEquals(optimized, portable(optimized, OUTPUTS));
    return optimized.graph();
  }

  /** The ops of a graph, the few in {@code changed} as stated there: none is 0. */
  private static void assertOps(GraphDef before, GraphDef after, Map<String, Integer> changed) {
    Map<String, Integer> expected = new HashMap<>(Layers.ops(before));
    expected.putAll(changed);
    expected.values().removeIf(count -> count == 0);
    assertEquals(expected, Layers.ops(after));
  }

  @Test
  void shouldLeaveConvolutionsAndBiasesOfInceptionV3() {
    GraphDef graph = InceptionV3.graphDef(1);
    GraphDef before = unoptimized(graph);
    GraphDef after = optimized(graph);
    int constants = Layers.ops(before).get("Const") - 94 * 5 + 94 * 2;
    assertOps(
        before,
        after,
        Map.of(
            "BatchNormWithGlobalNormalization", 0,
            "CheckNumerics", 0,
            "Identity", 0,
            "BiasAdd", 94 + 1,
            "Const", constants));
    GraphIndex index = new GraphIndex(after);
    assertEquals(List.of("conv/batchnorm"), index.get("conv").getInputList());
    assertEquals("BiasAdd", index.get("conv/batchnorm").getOp());
    assertEquals("Conv2D", index.input(index.get("conv/batchnorm"), 0).getOp());
  }

  @Test
  void shouldLeaveNoArithmeticOnTheWeightsOfMobilenet() throws IOException {
    assertDequantised(Graphs.shared("mobilenet-v1-tiny"), 28);
    assertDequantised(Graphs.shared("mobilenet-v2"), 53);
  }

  @Test
  void shouldLeaveNoArithmeticOnTheEmbeddedModelsWeights() throws IOException {
    assertDequantised(Graphs.embedded(), 38);
  }

  private static void assertDequantised(GraphDef graph, int quantised) {
    GraphDef before = unoptimized(graph);
    GraphDef after = optimized(graph);
    Map<String, Integer> ops = Layers.ops(before);
    long zeroPoints =
        before.getNodeList().stream()
            .filter(node -> node.getOp().equals("Const") && node.getName().endsWith("zero_point"))
            .count();
    assertOps(
        before,
        after,
        Map.of(
            "Cast", 0,
            "Sub", ops.get("Sub") - quantised,
            "Mul", ops.get("Mul") - quantised,
            // Stored weights and their scale, for which one Const comes.
            "Const", ops.get("Const") - quantised - Math.toIntExact(zeroPoints)));
  }

  @Test
  void shouldLeaveAGraphAloneThatHasNothingToGain() {
    GraphDef graph = TinyGraphs.imageNet(16, 10, 1);
    assertEquals(unoptimized(graph), optimized(graph));
  }

  @Test
  void shouldFindBatchNormsBehindChecksAndFrozenVariables() {
    NodeDef variable = Layers.WEIGHTS.toBuilder().setName("variable").build();
    NodeDef read =
        Layers.op("weights", "Identity", "variable").toBuilder()
            .putAttr("_class", colocated("variable"))
            .build();
    NodeDef biases =
        Layers.vector("biases", 1, 2).toBuilder().putAttr("_class", colocated("variable")).build();
    GraphDef graph =
        Layers.graph(
            variable,
            read,
            Layers.CONV,
            NodeDefs.floatNode("check", "CheckNumerics", "conv")
                .putAttr("message", NodeDefs.string("conv"))
                .build(),
            Layers.op("wait", "Identity", "conv", "^check"),
            biases,
            Layers.op("scaled", "Mul", "wait", "biases"),
            Layers.op("out", "Add", "scaled", "biases"));
    GraphDef after = portable(new BatchedGraph(graph, "image", 1, 1, true), List.of("out")).graph();
    assertEquals(
        Map.of("Placeholder", 1, "Const", 2, "Conv2D", 1, "BiasAdd", 1), Layers.ops(after));
    assertEquals(
        List.of(15f, 282f),
        List.of(Layers.answer(after, "out")[0], Layers.answer(after, "out")[1]));
  }

  private static AttrValue colocated(String node) {
    return AttrValue.newBuilder()
        .setList(
            AttrValue.ListValue.newBuilder().addS(NodeDefs.string("loc:@" + node).getS()).build())
        .build();
  }

  @Test
  void shouldStripColocationWithNodesThatAreGone() {
    NodeDef relu =
        Layers.op("out", "Relu", "conv").toBuilder().putAttr("_class", colocated("gone")).build();
    BatchedGraph graph = new BatchedGraph(Layers.behindConv(relu), "image", 1, 1, true);
    assertEquals(
        Layers.behindConv(Layers.op("out", "Relu", "conv")),
        portable(graph, List.of("out")).graph());
  }

  /**
   * The steps that find something to do: nothing of Inception v3's is quantised, its variables are
   * frozen, and the rest is for what Keras 3 makes.
   */
  private static final List<GraphRewrite> OF_INCEPTION_V3 =
      List.of(
          GraphRewrite.CHECKS_DROPPED,
          GraphRewrite.BATCH_NORMS_FOLDED,
          GraphRewrite.AVERAGE_POOLS_MOVED,
          GraphRewrite.WINOGRAD,
          GraphRewrite.CONVOLUTIONS_SPLIT,
          GraphRewrite.LAYERS_FUSED,
          GraphRewrite.AFFINES_FUSED);

  @Test
  void shouldApplyTheStepsThatAreGivenAlone() {
    BatchedGraph batched = Graphs.batchedInceptionV3();
    List<String> outputs = List.of("softmax");
    GraphDef none = InferenceOptimizer.optimize(batched, outputs, List.of()).graph();
    // Not assertEquals: its message would hold a hundred megabytes of weights.
    assertTrue(none.equals(Subgraph.endingAt(batched.graph(), outputs)));
    OptimizedGraph whole = InferenceOptimizer.optimize(batched, outputs, GraphRewrite.ALL);
    assertTrue(InferenceOptimizer.optimize(whole.network(), outputs, List.of()).fused());
    for (GraphRewrite left : GraphRewrite.ALL) {
      boolean changes = OF_INCEPTION_V3.contains(left);
      List<GraphRewrite> others = GraphRewrite.choose(rewrite -> !rewrite.equals(left));
      OptimizedGraph graph = InferenceOptimizer.optimize(batched, outputs, others);
      assertEquals(!changes, whole.graph().equals(graph.graph()), left.description());
      assertEquals(!left.equals(GraphRewrite.LAYERS_FUSED), graph.fused(), left.description());
    }
  }

  @Test
  void shouldRefuseDamagedConstants() {
    GraphDef graph =
        Layers.graph(
            Layers.cutShort(Layers.WEIGHTS),
            Layers.CONV,
            Layers.vector("c", 1, 2),
            Layers.op("out", "Mul", "conv", "c"));
    GraphException e =
        assertThrows(
            GraphException.class,
            () -> portable(new BatchedGraph(graph, "image", 1, 1, true), List.of("out")));
    assertEquals(
        "node 'weights' (Const) does not hold the values that its shape promises", e.getMessage());
  }
}
