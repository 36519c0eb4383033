package org.imagebeam.graph.input;

import static org.imagebeam.testing.NodeDefs.constFloats;
import static org.imagebeam.testing.NodeDefs.floatNode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

class OutputSizeTest {
  private static BatchedGraph batched(NodeDef... nodes) {
    GraphDef.Builder graph =
        GraphDef.newBuilder().addNode(NodeDefs.placeholder("in", DataType.DT_FLOAT));
    for (NodeDef node : nodes) {
      graph.addNode(node);
    }
    return new BatchedGraph(graph.build(), "in", 2, 2, false);
  }

  private static NodeDef conv() {
    return floatNode("conv", "Conv2D", "in", "w")
        .putAttr("padding", NodeDefs.string("SAME"))
        .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
        .build();
  }

  @Test
  void shouldCountTheColumnsOfTheLastProduct() {
    BatchedGraph tiny =
        BatchDimension.add(
            TinyGraphs.imageNet(16, 9, 5),
            "DecodeJpeg/contents",
            List.of("softmax"),
            Optional.empty(),
            Optional.empty());
    assertEquals(OptionalInt.of(9), OutputSize.stated(tiny, "softmax"));
    assertEquals(OptionalInt.of(9), OutputSize.inferred(tiny, "softmax:0"));
    assertEquals(OptionalInt.empty(), OutputSize.stated(tiny, "pool_3"));
    assertEquals(OptionalInt.of(16), OutputSize.inferred(tiny, "pool_3"));
  }

  @Test
  void shouldCountThemThroughQuantisedWeights() {
    NodeDef cast = NodeDefs.node("cast", "Cast", "w").build();
    BatchedGraph graph =
        batched(
            NodeDefs.constInts("w", List.of(2, 3), 1, 2, 3, 4, 5, 6),
            cast,
            constFloats("zero", List.of(3), 1, 2, 3),
            floatNode("moved", "Sub", "cast", "zero").build(),
            floatNode("scaled", "Mul", "moved", "zero").build(),
            floatNode("out", "MatMul", "in", "scaled").build());
    assertEquals(OptionalInt.of(3), OutputSize.stated(graph, "out"));
  }

  @Test
  void shouldHeedTransposedWeightsAndBiasesInFront() {
    BatchedGraph graph =
        batched(
            constFloats("w", List.of(3, 2), 1, 2, 3, 4, 5, 6),
            constFloats("b", List.of(3), 1, 2, 3),
            floatNode("product", "MatMul", "in", "w")
                .putAttr("transpose_b", NodeDefs.bool(true))
                .build(),
            floatNode("out", "AddV2", "b", "product").build());
    assertEquals(OptionalInt.of(3), OutputSize.stated(graph, "out:0"));
  }

  @Test
  void shouldCountThemInFrontOfALoopOfTensorFlow1() {
    BatchedGraph graph =
        batched(
            constFloats("w", List.of(2, 3), 1, 2, 3, 4, 5, 6),
            floatNode("product", "MatMul", "in", "w").build(),
            floatNode("enter", "Enter", "product").build(),
            floatNode("merge", "Merge", "enter", "next").build(),
            floatNode("switch", "Switch", "merge", "goes_on").build(),
            floatNode("more", "Tanh", "switch:1").build(),
            floatNode("next", "NextIteration", "more").build(),
            floatNode("exit", "Exit", "switch").build(),
            floatNode("out", "Softmax", "exit").build());
    assertEquals(OptionalInt.of(3), OutputSize.stated(graph, "out"));
  }

  @Test
  void shouldNotKnowWhatDependsOnValues() {
    BatchedGraph graph = batched(floatNode("out", "Relu", "in").build());
    assertEquals(OptionalInt.empty(), OutputSize.stated(graph, "out"));
    assertEquals(OptionalInt.empty(), OutputSize.inferred(graph, "out"));
    assertEquals(OptionalInt.empty(), OutputSize.inferred(graph, "elsewhere"));
  }

  private static BatchedGraph ofBatch(int images, NodeDef... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef node : nodes) {
      graph.addNode(node);
    }
    return new BatchedGraph(
        graph.build(),
        "in",
        "in",
        2,
        2,
        false,
        List.of("out"),
        images,
        Optional.empty(),
        Optional.empty());
  }

  private static NodeDef images(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return NodeDefs.placeholder("in", DataType.DT_FLOAT).toBuilder()
        .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
        .build();
  }

  @Test
  void shouldCountOneClassWhereEachImageHasASingleNumber() {
    NodeDef out = floatNode("out", "Relu", "in").build();
    assertEquals(OptionalInt.of(1), OutputSize.inferred(ofBatch(0, images(-1), out), "out"));
    assertEquals(OptionalInt.of(1), OutputSize.inferred(ofBatch(8, images(8), out), "out"));
    assertEquals(
        OptionalInt.of(1), OutputSize.inferred(ofBatch(1, NodeDefs.constFloat("out", 0)), "out"));
  }

  @Test
  void shouldDivideFlatValuesAmongTheImagesOfAFixedBatch() {
    NodeDef out = floatNode("out", "Relu", "in").build();
    assertEquals(OptionalInt.of(5), OutputSize.inferred(ofBatch(8, images(40), out), "out"));
    assertEquals(OptionalInt.of(5), OutputSize.inferred(ofBatch(8, images(8, 5), out), "out"));
    assertEquals(OptionalInt.of(5), OutputSize.inferred(ofBatch(1, images(5), out), "out"));
  }

  @Test
  void shouldCountTheValuesOfOneImageWhereABatchTellsNothing() {
    GraphDef graph =
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3)
            .network()
            .with(floatNode("sizes", "Shape", "scores").build())
            .with(NodeDefs.constInts("from", List.of(1), 0))
            .with(NodeDefs.constInts("many", List.of(1), 1))
            .with(whole(NodeDefs.node("images", "Slice", "sizes", "from", "many"), "T", "Index"))
            .with(NodeDefs.constInts("rest", List.of(1), -1))
            .with(NodeDefs.constInt("axis", 0))
            .with(
                whole(NodeDefs.node("to", "ConcatV2", "images", "rest", "axis"), "T", "Tidx")
                    .toBuilder()
                    .putAttr("N", NodeDefs.integer(2))
                    .build())
            .then(floatNode("flat", "Reshape", "", "to"))
            .graph();
    ImageFeed feed = new ImageFeed("input", Optional.empty(), Optional.empty(), true);
    BatchedGraph batched = BatchDimension.add(graph, feed, "out");
    assertEquals(OptionalInt.empty(), OutputSize.stated(batched, "out"));
    assertEquals(OptionalInt.of(GivenGraphs.CLASSES), OutputSize.inferred(batched, "out"));
  }

  private static NodeDef whole(NodeDef.Builder node, String... types) {
    for (String type : types) {
      node.putAttr(type, NodeDefs.type(DataType.DT_INT32));
    }
    return node.build();
  }

  @Test
  void shouldTellWhetherPixelsReachALayerUnscaled() {
    NodeDef weights = constFloats("w", List.of(1, 1, 3, 1), 1, 2, 3);
    assertTrue(UnscaledPixels.reachALayer(batched(weights, conv())));
    NodeDef scaled = floatNode("scaled", "Mul", "in", "w").build();
    NodeDef conv = conv().toBuilder().setInput(0, "scaled").build();
    assertFalse(UnscaledPixels.reachALayer(batched(weights, scaled, conv)));
    NodeDef kept = floatNode("kept", "Identity", "in").build();
    NodeDef behind = conv().toBuilder().setInput(0, "kept").build();
    assertTrue(UnscaledPixels.reachALayer(batched(weights, kept, behind)));
    assertFalse(UnscaledPixels.reachALayer(batched(weights, floatNode("x", "Relu", "in").build())));
  }
}
