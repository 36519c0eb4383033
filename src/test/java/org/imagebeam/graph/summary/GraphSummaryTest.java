package org.imagebeam.graph.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.fuse.LayerFuser;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class GraphSummaryTest {

  private static GraphSummary tiny() {
    return GraphSummary.of(
        TinyGraphs.imageNet(16, 9, 5),
        "DecodeJpeg/contents",
        List.of("softmax"),
        "pool_3",
        Optional.empty(),
        Optional.empty());
  }

  /** From {@code pixels}, [1, 9, 9, 3], to {@code out}. */
  private static GraphSummary of(NodeDef... nodes) {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("pixels", DataType.DT_FLOAT))
            .addAllNode(List.of(nodes))
            .build();
    return GraphSummary.of(graph, "pixels", List.of("out"), "none", Optional.of(9), Optional.of(9));
  }

  private static NodeDef floats(String name, Integer... shape) {
    int size = List.of(shape).stream().reduce(1, Math::multiplyExact);
    return NodeDefs.constFloats(name, List.of(shape), new float[size]);
  }

  private static NodeDef conv(
      String op, String name, String input, String weights, long stride, String padding) {
    return NodeDefs.floatNode(name, op, input, weights)
        .putAttr("strides", NodeDefs.integers(List.of(1L, stride, stride, 1L)))
        .putAttr("padding", NodeDefs.string(padding))
        .build();
  }

  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDefs.floatNode(name, op, inputs).build();
  }

  private static NodeDef fused(String name, String input) {
    return NodeDefs.floatNode(name, "FusedBatchNormV3", input, "gamma", "beta", "mean", "variance")
        .putAttr("U", NodeDefs.type(DataType.DT_FLOAT))
        .putAttr("is_training", NodeDefs.bool(false))
        .build();
  }

  private static NodeDef[] normOf(int channels, NodeDef... others) {
    NodeDef[] nodes = new NodeDef[4 + others.length];
    int i = 0;
    for (String name : List.of("gamma", "beta", "mean", "variance")) {
      nodes[i++] = floats(name, channels);
    }
    System.arraycopy(others, 0, nodes, i, others.length);
    return nodes;
  }

  @Test
  void shouldReadLayersAndCountTheirBiases() {
    assertEquals(
        List.of(
            new LayerSummary(
                "conv/Conv2D",
                "Conv2D",
                List.of(3L, 3L),
                List.of(2L, 2L),
                "SAME",
                Optional.of(List.of(1L, 8L, 8L, 16L)),
                OptionalLong.of(3 * 3 * 3 * 16 + 16),
                OptionalLong.of(8 * 8 * 16 * 3 * 3 * 3)),
            new LayerSummary(
                "pool_3",
                "AvgPool",
                List.of(8L, 8L),
                List.of(1L, 1L),
                "VALID",
                Optional.of(List.of(1L, 1L, 1L, 16L)),
                OptionalLong.of(0),
                OptionalLong.of(0)),
            new LayerSummary(
                "softmax/logits/MatMul",
                "MatMul",
                List.of(),
                List.of(),
                "",
                Optional.of(List.of(1L, 9L)),
                OptionalLong.of(16 * 9 + 9),
                OptionalLong.of(16 * 9))),
        tiny().layers());
    assertEquals(601, tiny().parameters());
    assertEquals(27_792, tiny().multiplyAdds());
  }

  @Test
  void shouldNameTheEnds() {
    GraphSummary tiny = tiny();
    assertEquals(
        new NodeSummary(
            "DecodeJpeg/contents", "Placeholder", Optional.of(List.of(1L, 16L, 16L, 3L))),
        tiny.input());
    assertEquals("ResizeBilinear", tiny.pixels());
    assertEquals(
        new NodeSummary("softmax", "Softmax", Optional.of(List.of(1L, 9L))), tiny.output());
    assertEquals(
        Optional.of(new NodeSummary("pool_3", "AvgPool", Optional.of(List.of(1L, 1L, 1L, 16L)))),
        tiny.bottleneck());
  }

  @Test
  void shouldDoWithoutABottleneck() {
    assertEquals(Optional.empty(), of(node("out", "Relu", "pixels")).bottleneck());
  }

  @Test
  void shouldCountTheOpsOfTheWholeGraphMostFirst() {
    GraphSummary tiny = tiny();
    assertEquals(
        List.of(
            "Const=9",
            "BiasAdd=2",
            "AvgPool=1",
            "Cast=1",
            "Conv2D=1",
            "DecodeJpeg=1",
            "ExpandDims=1",
            "MatMul=1",
            "Mul=1",
            "Placeholder=1",
            "Relu=1",
            "Reshape=1",
            "ResizeBilinear=1",
            "Softmax=1",
            "Sub=1"),
        tiny.ops().entrySet().stream().map(Map.Entry::toString).toList());
    assertEquals(24, tiny.nodes());
    assertEquals(
        Map.of("Placeholder", 1, "Relu", 1, "Const", 1),
        of(node("out", "Relu", "pixels"), NodeDefs.constInt("unused", 1)).ops());
  }

  @Test
  void shouldFollowThePaddingRules() {
    GraphSummary valid =
        of(floats("w", 3, 5, 3, 4), conv("Conv2D", "out", "pixels", "w", 2, "VALID"));
    // ceil((9 - 3 + 1) / 2) by ceil((9 - 5 + 1) / 2)
    assertEquals(Optional.of(List.of(1L, 4L, 3L, 4L)), valid.layers().get(0).output());
    assertEquals(4 * 3 * 4 * (3 * 5 * 3), valid.multiplyAdds());
    GraphSummary same =
        of(floats("w", 3, 5, 3, 4), conv("Conv2D", "out", "pixels", "w", 2, "SAME"));
    assertEquals(Optional.of(List.of(1L, 5L, 5L, 4L)), same.layers().get(0).output());
    assertEquals(5 * 5 * 4 * (3 * 5 * 3), same.multiplyAdds());
    assertEquals(3 * 5 * 3 * 4, same.parameters());
  }

  @Test
  void shouldCountDepthwiseConvolutions() {
    GraphSummary summary =
        of(floats("w", 3, 3, 3, 2), conv("DepthwiseConv2dNative", "out", "pixels", "w", 1, "SAME"));
    assertEquals(Optional.of(List.of(1L, 9L, 9L, 6L)), summary.layers().get(0).output());
    assertEquals(9 * 9 * 6 * (3 * 3), summary.multiplyAdds());
    assertEquals(3 * 3 * 3 * 2, summary.parameters());
  }

  @Test
  void shouldCountDequantisedWeightsOnce() {
    GraphSummary summary =
        of(
            floats("stored", 1, 1, 3, 4),
            NodeDefs.constFloat("zero_point", 128),
            floats("scale", 4),
            node("centred", "Sub", "stored", "zero_point"),
            node("w", "Mul", "centred", "scale"),
            conv("Conv2D", "out", "pixels", "w", 1, "SAME"));
    assertEquals(12, summary.parameters());
  }

  @Test
  void shouldCountSharedWeightsOnce() {
    GraphSummary summary =
        of(
            floats("w", 1, 1, 3, 3),
            node("w/read", "Identity", "w"),
            node("w/again", "Identity", "w"),
            conv("Conv2D", "first", "pixels", "w/read", 1, "SAME"),
            conv("Conv2D", "out", "first", "w/again", 1, "SAME"));
    assertEquals(
        List.of(OptionalLong.of(9), OptionalLong.of(0)),
        summary.layers().stream().map(LayerSummary::parameters).toList());
    assertEquals(2 * 81 * 9, summary.multiplyAdds());
  }

  @Test
  void shouldCountBetaAndGammaOfBatchNormsWithTheirConvolution() {
    GraphSummary summary =
        of(
            normOf(
                4,
                floats("w", 1, 1, 3, 4),
                conv("Conv2D", "conv", "pixels", "w", 1, "SAME"),
                node("check", "CheckNumerics", "conv").toBuilder()
                    .putAttr("message", NodeDefs.string("x"))
                    .build(),
                node("passed", "Identity", "check"),
                fused("out", "passed")));
    assertEquals(1, summary.layers().size());
    assertEquals(12 + 4 + 4, summary.parameters());
  }

  @Test
  void shouldShowABatchNormThatFollowsNoConvolution() {
    GraphSummary summary = of(normOf(3, node("relu", "Relu", "pixels"), fused("out", "relu")));
    LayerSummary norm = summary.layers().get(0);
    assertEquals("FusedBatchNormV3", norm.op());
    assertEquals(OptionalLong.of(6), norm.parameters());
    assertEquals(OptionalLong.of(0), norm.multiplyAdds());
    assertEquals(List.of(), norm.kernel());
  }

  @Test
  void shouldCountGammaOfTheBatchNormOf2015OnlyWhereItIsUsed() {
    for (boolean scaled : new boolean[] {true, false}) {
      GraphDef graph =
          GraphDef.newBuilder()
              .addNode(NodeDefs.placeholder("pixels", DataType.DT_FLOAT))
              .addAllNode(
                  List.of(
                      normOf(
                          4,
                          floats("w", 1, 1, 3, 4),
                          conv("Conv2D", "conv", "pixels", "w", 1, "SAME"),
                          NodeDefs.floatNode(
                                  "out",
                                  "BatchNormWithGlobalNormalization",
                                  "conv",
                                  "mean",
                                  "variance",
                                  "beta",
                                  "gamma")
                              .putAttr("scale_after_normalization", NodeDefs.bool(scaled))
                              .putAttr("variance_epsilon", NodeDefs.real(0.001f))
                              .build())))
              .build();
      GraphSummary summary =
          GraphSummary.of(graph, "pixels", List.of("out"), "none", Optional.of(9), Optional.of(9));
      assertEquals(scaled ? 20 : 16, summary.parameters());
    }
  }

  @Test
  void shouldCountVectorsBehindAConvolutionAndNoOthers() {
    GraphSummary summary =
        of(
            floats("mean", 3),
            node("normalised", "Sub", "pixels", "mean"),
            floats("w", 1, 1, 3, 4),
            conv("Conv2D", "conv", "normalised", "w", 1, "SAME"),
            floats("scale", 4),
            node("scaled", "Mul", "scale", "conv"),
            floats("offset", 1, 1, 1, 4),
            node("shifted", "AddV2", "scaled", "offset"),
            NodeDefs.constFloat("half", 0.5f),
            node("halved", "Mul", "shifted", "half"),
            node("relu", "Relu", "halved"),
            floats("late", 4),
            node("out", "AddV2", "relu", "late"));
    assertEquals(1, summary.layers().size());
    assertEquals(12 + 4 + 4, summary.parameters());
  }

  @Test
  void shouldShowWhereBranchesJoin() {
    GraphSummary summary =
        of(
            node("left", "Relu", "pixels"),
            node("right", "Neg", "pixels"),
            node("sum", "AddV2", "left", "right"),
            NodeDefs.constInt("axis", 3),
            NodeDefs.node("out", "ConcatV2", "sum", "left", "axis")
                .putAttr("T", NodeDefs.type(DataType.DT_FLOAT))
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
                .putAttr("N", NodeDefs.integer(2))
                .build());
    assertEquals(
        List.of("sum AddV2 [1, 9, 9, 3]", "out ConcatV2 [1, 9, 9, 6]"),
        summary.layers().stream()
            .map(l -> l.name() + " " + l.op() + " " + l.output().orElseThrow())
            .toList());
    assertEquals(0, summary.parameters());
  }

  @Test
  void shouldCountProductsWithTransposedWeightsAndReshapesFreed() {
    GraphSummary summary =
        of(
            // [1, -1] is rewired to read the batch off its input: that must not add a layer.
            NodeDefs.constInts("shape", List.of(2), 1, -1),
            node("flat", "Reshape", "pixels", "shape"),
            floats("w", 5, 243),
            NodeDefs.floatNode("out", "MatMul", "flat", "w")
                .putAttr("transpose_b", NodeDefs.bool(true))
                .build());
    assertEquals(1, summary.layers().size());
    assertEquals(Optional.of(List.of(1L, 5L)), summary.output().shape());
    assertEquals(5 * 243, summary.multiplyAdds());
    assertEquals(5 * 243, summary.parameters());
  }

  @Test
  void shouldShowPoolsByTheirWindows() {
    GraphSummary summary =
        of(
            NodeDefs.floatNode("pool", "MaxPool", "pixels")
                .putAttr("ksize", NodeDefs.integers(List.of(1L, 3L, 2L, 1L)))
                .putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 1L, 1L)))
                .putAttr("padding", NodeDefs.string("VALID"))
                .build(),
            NodeDefs.constInts("places", List.of(2), 1, 2),
            NodeDefs.floatNode("out", "Mean", "pool", "places")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
                .build());
    LayerSummary pool = summary.layers().get(0);
    assertEquals(List.of(3L, 2L), pool.kernel());
    assertEquals(List.of(2L, 1L), pool.stride());
    assertEquals(Optional.of(List.of(1L, 4L, 8L, 3L)), pool.output());
    assertEquals(Optional.of(List.of(1L, 3L)), summary.layers().get(1).output());
  }

  @Test
  void shouldHaveTheLayersOfAllOutputs() {
    GraphSummary summary =
        GraphSummary.of(
            TwoHeads.graph(),
            "input",
            List.of("out", "colour:0"),
            "mean",
            Optional.empty(),
            Optional.empty());
    assertEquals(
        List.of(
            new NodeSummary("out", "Identity", Optional.of(List.of(1L, 5L))),
            new NodeSummary("colour", "Softmax", Optional.of(List.of(1L, 3L)))),
        summary.outputs());
    assertEquals(OptionalLong.of(18), layer(summary, "colour/logits").parameters());
    assertEquals(OptionalLong.of(18), multiplyAdds(summary, "colour/logits"));
  }

  @Test
  void shouldShowAnOutputThatDoesNotDependOnTheImage() {
    GraphDef graph =
        TwoHeads.graph().toBuilder()
            .addNode(NodeDefs.constFloats("sizes", List.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8))
            .build();
    NodeSummary sizes = new NodeSummary("sizes", "Const", Optional.of(List.of(2L, 4L)), false);
    GraphSummary mixed =
        GraphSummary.of(
            graph, "input", List.of("sizes", "out"), "sizes", Optional.empty(), Optional.empty());
    assertEquals(sizes, mixed.output());
    assertEquals(Optional.of(sizes), mixed.bottleneck());
    assertTrue(mixed.outputs().get(1).ofImage());
    assertEquals(
        GraphSummary.of(graph, "input", List.of("out"), "none", Optional.empty(), Optional.empty())
            .layers(),
        mixed.layers());
    GraphSummary alone =
        GraphSummary.of(
            graph, "input", List.of("sizes"), "none", Optional.empty(), Optional.empty());
    assertEquals(List.of(sizes), alone.outputs());
    assertEquals(
        new NodeSummary("input", "Placeholder", Optional.of(List.of(-1L, 12L, 12L, 3L))),
        alone.input());
    assertEquals(List.of(), alone.layers());
    assertFalse(
        GraphSummary.withoutShapes(graph, "input", List.of("sizes"), "none").output().ofImage());
  }

  @Test
  void shouldRefuseAGraphThatLacksAnEnd() {
    GraphDef graph = TinyGraphs.imageNet(16, 9, 5);
    GraphException e =
        assertThrows(
            GraphException.class,
            () ->
                GraphSummary.of(
                    graph,
                    "DecodeJpeg/contents",
                    List.of("logits"),
                    "pool_3",
                    Optional.empty(),
                    Optional.empty()));
    assertEquals("the graph has no node 'logits'", e.getMessage());
  }

  @Test
  void shouldRefuseAGraphThatTensorFlowRefuses() {
    NodeDef unknown = node("out", "NoSuchOp", "pixels");
    String message = assertThrows(GraphException.class, () -> of(unknown)).getMessage();
    assertTrue(message.startsWith("TensorFlow refuses the graph: "), message);
    assertTrue(message.contains("NoSuchOp"), message);
    NodeDef wide = floats("w", 3, 3, 4, 8);
    NodeDef wrong = conv("Conv2D", "out", "pixels", "w", 1, "SAME");
    assertThrows(GraphException.class, () -> of(wide, wrong));
  }

  private static OptionalLong multiplyAdds(GraphSummary summary, String layer) {
    return layer(summary, layer).multiplyAdds();
  }

  private static LayerSummary layer(GraphSummary summary, String name) {
    return summary.layers().stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldSayWhichSizesAreNotKnown() {
    NodeDef shape = NodeDefs.placeholder("shape", DataType.DT_INT32);
    GraphSummary unknown = of(shape, node("out", "Reshape", "pixels", "shape"));
    assertEquals(Optional.empty(), unknown.output().shape());
    // As retrain.py's placeholders for bottlenecks: of any batch.
    GraphSummary summary =
        of(
            NodeDefs.constInts("places", List.of(2), 1, 2),
            NodeDefs.floatNode("mean", "Mean", "pixels", "places")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
                .build(),
            NodeDefs.node("begin", "Placeholder")
                .putAttr("dtype", NodeDefs.type(DataType.DT_INT32))
                .build(),
            NodeDefs.constInts("size", List.of(2), -1, 3),
            NodeDefs.floatNode("some", "Slice", "mean", "begin", "size")
                .putAttr("Index", NodeDefs.type(DataType.DT_INT32))
                .build(),
            floats("w", 3, 5),
            floats("b", 5),
            node("product", "MatMul", "some", "w"),
            node("out", "BiasAdd", "product", "b"));
    assertEquals(Optional.of(List.of(-1L, 5L)), summary.output().shape());
    assertEquals(OptionalLong.empty(), multiplyAdds(summary, "product"));
    assertEquals(OptionalLong.of(20), layer(summary, "product").parameters());
    assertEquals(20, summary.parameters());
    assertTrue(summary.allParametersKnown());
    assertEquals(0, summary.multiplyAdds(), "of the layers that are known");
    assertFalse(summary.allMultiplyAddsKnown());
  }

  @Test
  void shouldTakeTheImageForAPlaceholderWithADefault() {
    GraphSummary summary =
        of(
            NodeDefs.constInts("places", List.of(2), 1, 2),
            NodeDefs.floatNode("mean", "Mean", "pixels", "places")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
                .build(),
            NodeDefs.node("input", "PlaceholderWithDefault", "mean")
                .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
                .putAttr(
                    "shape",
                    Nodes.placeholder("any", DataType.DT_FLOAT, -1, 3).getAttrOrThrow("shape"))
                .build(),
            floats("w", 3, 5),
            node("out", "MatMul", "input", "w"));
    assertEquals(Optional.of(List.of(1L, 5L)), summary.output().shape());
    assertEquals(15, summary.multiplyAdds());
    assertTrue(summary.allMultiplyAddsKnown());
  }

  @Test
  void shouldCountProductsOfManyMatrices() {
    GraphSummary summary =
        of(
            floats("w", 3, 7),
            node("product", "BatchMatMulV2", "pixels", "w"),
            NodeDefs.floatNode("out", "BatchMatMul", "product", "product")
                .putAttr("adj_y", NodeDefs.bool(true))
                .build());
    assertEquals(OptionalLong.of(81 * 3 * 7), multiplyAdds(summary, "product"));
    assertEquals(OptionalLong.of(21), layer(summary, "product").parameters());
    // [1, 9, 9, 7] with itself: nine pairs of [9, 7] and [7, 9].
    assertEquals(OptionalLong.of(9 * 9 * 9 * 7), multiplyAdds(summary, "out"));
    assertEquals(OptionalLong.of(0), layer(summary, "out").parameters());
  }

  @Test
  void shouldCountWhatAnEquationSays() {
    for (String equation : List.of("bhwc,cd->bhwd", "...c,cd->...d")) {
      GraphSummary summary =
          of(
              floats("w", 3, 7),
              NodeDefs.node("out", "Einsum", "pixels", "w")
                  .putAttr("T", NodeDefs.type(DataType.DT_FLOAT))
                  .putAttr("N", NodeDefs.integer(2))
                  .putAttr("equation", NodeDefs.string(equation))
                  .build());
      assertEquals(OptionalLong.of(81 * 3 * 7), multiplyAdds(summary, "out"), equation);
      assertEquals(21, summary.parameters());
    }
  }

  @Test
  void shouldCountConvolutionsTheOtherWayRoundAndInThreeDimensions() {
    GraphSummary transposed =
        of(
            NodeDefs.constInts("sizes", List.of(4), 1, 18, 18, 5),
            floats("w", 4, 2, 5, 3),
            NodeDefs.floatNode("out", "Conv2DBackpropInput", "sizes", "w", "pixels")
                .putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)))
                .putAttr("padding", NodeDefs.string("SAME"))
                .build());
    assertEquals(OptionalLong.of(81 * 3 * 4 * 2 * 5), multiplyAdds(transposed, "out"));
    assertEquals(4 * 2 * 5 * 3, transposed.parameters());
    assertEquals(List.of(4L, 2L), layer(transposed, "out").kernel());
    assertEquals(Optional.of(List.of(1L, 18L, 18L, 5L)), layer(transposed, "out").output());
    GraphSummary deep =
        of(
            NodeDefs.constInt("axis", 1),
            NodeDefs.floatNode("deep", "ExpandDims", "pixels", "axis")
                .putAttr("Tdim", NodeDefs.type(DataType.DT_INT32))
                .build(),
            floats("w", 1, 3, 5, 3, 4),
            NodeDefs.floatNode("out", "Conv3D", "deep", "w")
                .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 2L, 3L, 1L)))
                .putAttr("padding", NodeDefs.string("SAME"))
                .build());
    assertEquals(Optional.of(List.of(1L, 1L, 5L, 3L, 4L)), layer(deep, "out").output());
    assertEquals(OptionalLong.of(5 * 3 * 4 * (3 * 5 * 3)), multiplyAdds(deep, "out"));
    assertEquals(List.of(1L, 3L, 5L), layer(deep, "out").kernel());
    assertEquals(List.of(1L, 2L, 3L), layer(deep, "out").stride());
  }

  @Test
  void shouldCountFusedLayersLikePlainOnes() {
    GraphDef graph = TinyGraphs.imageNet(16, 9, 5);
    BatchedGraph batched =
        BatchDimension.add(
            graph, "DecodeJpeg/contents", List.of("softmax"), Optional.empty(), Optional.empty());
    GraphSummary fused =
        GraphSummary.of(
            LayerFuser.fuse(batched.graph(), List.of("softmax")),
            batched.input(),
            List.of("softmax"),
            "none",
            Optional.of(16),
            Optional.of(16));
    assertTrue(fused.ops().containsKey("_FusedConv2D"), fused.ops().toString());
    assertEquals(601, fused.parameters());
    assertEquals(27_792, fused.multiplyAdds());
  }

  /** {@code while (turn < turns) state = state * w}, as TensorFlow 1 writes loops. */
  @Test
  void shouldReadLoops() {
    GraphSummary summary =
        of(
            NodeDefs.constInts("places", List.of(2), 1, 2),
            NodeDefs.floatNode("mean", "Mean", "pixels", "places")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
                .build(),
            floats("w", 3, 3),
            NodeDefs.constInt("start", 0),
            enter("w_in", "w", DataType.DT_FLOAT, true),
            enter("state_in", "mean", DataType.DT_FLOAT, false),
            enter("turn_in", "start", DataType.DT_INT32, false),
            merge("state", DataType.DT_FLOAT),
            merge("turn", DataType.DT_INT32),
            NodeDefs.constInt("turns", 3).toBuilder().addInput("^turn").build(),
            NodeDefs.node("less", "Less", "turn", "turns")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32))
                .build(),
            NodeDefs.node("on", "LoopCond", "less").build(),
            branch("state", DataType.DT_FLOAT),
            branch("turn", DataType.DT_INT32),
            node("product", "MatMul", "state_switch:1", "w_in"),
            NodeDefs.constInt("one", 1).toBuilder().addInput("^turn").build(),
            NodeDefs.node("turn_on", "AddV2", "turn_switch:1", "one")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32))
                .build(),
            next("state", "product", DataType.DT_FLOAT),
            next("turn", "turn_on", DataType.DT_INT32),
            node("out", "Exit", "state_switch"));
    assertEquals(OptionalLong.empty(), multiplyAdds(summary, "product"), "how many turns?");
    assertEquals(OptionalLong.of(9), layer(summary, "product").parameters());
  }

  private static NodeDef enter(String name, String input, DataType type, boolean constant) {
    return NodeDefs.node(name, "Enter", input)
        .putAttr("T", NodeDefs.type(type))
        .putAttr("frame_name", NodeDefs.string("loop"))
        .putAttr("is_constant", NodeDefs.bool(constant))
        .build();
  }

  private static NodeDef merge(String name, DataType type) {
    return NodeDefs.node(name, "Merge", name + "_in", name + "_next")
        .putAttr("T", NodeDefs.type(type))
        .putAttr("N", NodeDefs.integer(2))
        .build();
  }

  private static NodeDef branch(String name, DataType type) {
    return NodeDefs.node(name + "_switch", "Switch", name, "on")
        .putAttr("T", NodeDefs.type(type))
        .build();
  }

  private static NodeDef next(String name, String input, DataType type) {
    return NodeDefs.node(name + "_next", "NextIteration", input)
        .putAttr("T", NodeDefs.type(type))
        .build();
  }

  @Test
  void shouldNotBeChanged() {
    GraphSummary tiny = tiny();
    assertThrows(UnsupportedOperationException.class, () -> tiny.ops().put("x", 1));
    assertThrows(UnsupportedOperationException.class, () -> tiny.layers().remove(0));
  }
}
