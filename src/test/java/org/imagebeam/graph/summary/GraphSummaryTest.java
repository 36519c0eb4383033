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
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class GraphSummaryTest extends GraphSummaryFixture {
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
  void shouldShowABatchNormThatFollowsNoConvolution() {
    GraphSummary summary = of(normOf(3, node("relu", "Relu", "pixels"), fused("out", "relu")));
    LayerSummary norm = summary.layers().get(0);
    assertEquals("FusedBatchNormV3", norm.op());
    assertEquals(OptionalLong.of(6), norm.parameters());
    assertEquals(OptionalLong.of(0), norm.multiplyAdds());
    assertEquals(List.of(), norm.kernel());
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

  @Test
  void shouldNotBeChanged() {
    GraphSummary tiny = tiny();
    assertThrows(UnsupportedOperationException.class, () -> tiny.ops().put("x", 1));
    assertThrows(UnsupportedOperationException.class, () -> tiny.layers().remove(0));
  }
}
