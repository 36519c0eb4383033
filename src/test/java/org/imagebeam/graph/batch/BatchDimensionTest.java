package org.imagebeam.graph.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.ImageFront;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.Reshaping;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

class BatchDimensionTest {
  private static final GraphDef TINY = TinyGraphs.imageNet(16, 10, 1);
  private static final String CONTENTS = "DecodeJpeg/contents";

  private static BatchedGraph add(GraphDef graph, String input, String... outputs) {
    return BatchDimension.add(graph, input, List.of(outputs), Optional.empty(), Optional.empty());
  }

  private static GraphException refusal(GraphDef graph, String input, String... outputs) {
    return assertThrows(GraphException.class, () -> add(graph, input, outputs));
  }

  private static GraphDef with(GraphDef graph, NodeDef replacement) {
    GraphDef.Builder builder = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      builder.addNode(node.getName().equals(replacement.getName()) ? replacement : node);
    }
    return builder.build();
  }

  private static List<Long> inputShape(BatchedGraph batched) {
    return new GraphIndex(batched.graph())
        .get(batched.input()).getAttrOrThrow("shape").getShape().getDimList().stream()
            .map(dim -> dim.getSize())
            .toList();
  }

  @Test
  void shouldCutBehindTheResize() {
    BatchedGraph batched = add(TINY, CONTENTS, "softmax");
    assertEquals("ResizeBilinear", batched.input());
    assertEquals(16, batched.height());
    assertEquals(16, batched.width());
    assertTrue(batched.rawPixels());
    assertEquals(List.of(-1L, 16L, 16L, 3L), inputShape(batched));
    GraphIndex index = new GraphIndex(batched.graph());
    assertEquals("Placeholder", index.get("ResizeBilinear").getOp());
    for (String front : List.of(CONTENTS, "DecodeJpeg", "Cast", "ExpandDims")) {
      assertEquals(Optional.empty(), index.find(front), front);
    }
  }

  @Test
  void shouldTakeHeightBeforeWidth() {
    GraphDef oblong = with(TINY, NodeDefs.constInts("ResizeBilinear/size", List.of(2), 16, 24));
    BatchedGraph batched = add(oblong, CONTENTS, "conv");
    assertEquals(16, batched.height());
    assertEquals(24, batched.width());
    assertEquals(List.of(-1L, 16L, 24L, 3L), inputShape(batched));
  }

  @Test
  void shouldCutAtTheSamePlaceWhereverTheFrontIsFed() {
    BatchedGraph expected = add(TINY, CONTENTS, "softmax");
    for (String input : List.of("DecodeJpeg", "Cast", "ExpandDims", "ResizeBilinear")) {
      BatchedGraph fed = add(TINY, input, "softmax");
      assertEquals(input.equals("DecodeJpeg"), fed.rawPixels(), input);
      assertEquals(expected, fed.withRawPixels(true), input);
    }
  }

  @Test
  void shouldTakeTheStatedSizeOnlyIfItIsTheGraphs() {
    assertEquals(
        add(TINY, CONTENTS, "softmax"),
        BatchDimension.add(TINY, CONTENTS, List.of("softmax"), Optional.of(16), Optional.of(16)));
    for (String input : List.of(CONTENTS, "ResizeBilinear", "Mul")) {
      String place = input.equals("Mul") ? "Mul" : "ResizeBilinear";
      GraphException e =
          assertThrows(
              GraphException.class,
              () ->
                  BatchDimension.add(
                      TINY, input, List.of("softmax"), Optional.of(7), Optional.of(8)));
      assertEquals(
          "the size is stated as [7, 8], and node '"
              + place
              + "' ("
              + place
              + ") has images of [16, 16]: leave it out, or state the graph's",
          e.getMessage());
    }
  }

  @Test
  void shouldFeedImagesOfTheStatedSizeWhereTheGraphTakesAny() {
    BatchedGraph batched =
        BatchDimension.add(TINY, "ExpandDims", List.of("softmax"), Optional.of(7), Optional.of(8));
    assertEquals("ExpandDims", batched.input());
    assertEquals(List.of(-1L, 7L, 8L, 3L), inputShape(batched));
    assertTrue(new GraphIndex(batched.graph()).find("ResizeBilinear").isPresent());
  }

  @Test
  void shouldTakeTheGraphsSizeBehindTheResize() {
    BatchedGraph batched = add(TINY, "Mul", "softmax");
    assertEquals("Mul", batched.input());
    assertFalse(batched.rawPixels());
    assertEquals(List.of(-1L, 16L, 16L, 3L), inputShape(batched));
    assertEquals(Optional.empty(), new GraphIndex(batched.graph()).find("Sub"));
  }

  private static final GraphDef FREE =
      Reshaping.graph(NodeDefs.floatNode("out", "Relu", "image").build());

  @Test
  void shouldAskForAnUnknownSize() {
    String message =
        "node 'image' (Placeholder) takes images of any size, and no node behind it brings them"
            + " all to one: state \"size\" in model.json as [height, width], or the size where it is"
            + " imported";
    assertEquals(message, refusal(FREE, "image", "out").getMessage());
    GraphException half =
        assertThrows(
            GraphException.class,
            () ->
                BatchDimension.add(
                    FREE, "image", List.of("out"), Optional.of(16), Optional.empty()));
    assertEquals(message, half.getMessage());
  }

  @Test
  void shouldNameMissingNodes() {
    assertEquals("the graph has no node 'image'", refusal(TINY, "image", "softmax").getMessage());
    assertEquals(
        "the graph has no node 'scores'",
        refusal(TINY, CONTENTS, "softmax", "scores").getMessage());
  }

  @Test
  void shouldRefuseOutputsThatDoNotDependOnTheInput() {
    assertEquals(
        "node 'softmax/weights' doesn't depend on the pixels, which are fed at node"
            + " 'DecodeJpeg/contents': name one that is computed from them",
        refusal(TINY, CONTENTS, "softmax", "softmax/weights").getMessage());
    assertThrows(GraphException.class, () -> add(TINY, CONTENTS, "Cast"));
  }

  @Test
  void shouldAskForTheSizeWhereNoConstantSaysIt() {
    GraphDef fed = with(TINY, NodeDefs.placeholder("ResizeBilinear/size", DataType.DT_INT32));
    String message = refusal(fed, CONTENTS, "softmax").getMessage();
    assertTrue(message.contains("takes images of any size"), message);
  }

  @Test
  void shouldLeaveResizesToTheGraphThatSampleElsewhere() {
    NodeDef resize = new GraphIndex(TINY).get("ResizeBilinear");
    for (String attribute : List.of("align_corners", "half_pixel_centers")) {
      NodeDef off = resize.toBuilder().putAttr(attribute, NodeDefs.bool(false)).build();
      assertEquals(Optional.empty(), add(with(TINY, off), CONTENTS, "softmax").front());
      NodeDef on = resize.toBuilder().putAttr(attribute, NodeDefs.bool(true)).build();
      BatchedGraph batched = add(with(TINY, on), CONTENTS, "softmax");
      ImageFront front = batched.front().orElseThrow();
      assertEquals(on, new GraphIndex(front.graph()).get("ResizeBilinear"));
      assertEquals(16, batched.height());
      assertEquals(Optional.empty(), new GraphIndex(batched.graph()).find("DecodeJpeg"));
    }
  }

  @Test
  void shouldKeepVersionsAndTheNetworksNodes() {
    GraphDef old = TINY.toBuilder().setVersions(VersionDef.newBuilder().setProducer(8)).build();
    GraphDef batched = add(old, CONTENTS, "softmax").graph();
    assertEquals(old.getVersions(), batched.getVersions());
    GraphIndex before = new GraphIndex(old);
    List<String> others =
        batched.getNodeList().stream()
            .filter(node -> !before.find(node.getName()).equals(Optional.of(node)))
            .map(NodeDef::getName)
            .toList();
    assertEquals(
        List.of("pool_3/_reshape/batch_shape", "ResizeBilinear", "pool_3/_reshape"), others);
  }

  /** Returns the answer of node {@code out} to a batch of images, 2 by 2. */
  private static BatchedRun.Answer run(GraphDef graph, int images) {
    BatchedGraph batched =
        BatchDimension.add(
            graph,
            "image",
            List.of("out"),
            Optional.of(Reshaping.SIDE),
            Optional.of(Reshaping.SIDE));
    try (BatchedRun run = new BatchedRun(batched)) {
      return run.run(Reshaping.images(images), "out");
    }
  }

  private static void assertReshaped(GraphDef graph, List<Long> image) {
    for (int count : List.of(1, 3)) {
      BatchedRun.Answer answer = run(graph, count);
      assertEquals((long) count, answer.shape().get(0));
      assertEquals(image, answer.shape().subList(1, answer.shape().size()));
      assertArrayEquals(Reshaping.images(count), answer.values());
    }
  }

  private static GraphDef reshaping(NodeDef shape) {
    return Reshaping.graph(shape, Reshaping.reshape("out", "image", "shape"));
  }

  @Test
  void shouldUnpinReshapes() {
    assertReshaped(reshaping(Reshaping.shape(1, 12)), List.of(12L));
    assertReshaped(reshaping(Reshaping.shape(1, 4, 3)), List.of(4L, 3L));
    assertReshaped(reshaping(Reshaping.shape(1, 1, 1, 12)), List.of(1L, 1L, 12L));
  }

  @Test
  void shouldUnpinReshapesWithAFreeDimension() {
    assertReshaped(reshaping(Reshaping.shape(1, -1)), List.of(12L));
    assertReshaped(reshaping(Reshaping.shape(1, 2, -1)), List.of(2L, 6L));
  }

  @Test
  void shouldUnpinReshapesOfOtherTypes() {
    NodeDef half =
        NodeDefs.node("half", "Cast", "image")
            .putAttr("SrcT", NodeDefs.type(DataType.DT_FLOAT))
            .putAttr("DstT", NodeDefs.type(DataType.DT_HALF))
            .build();
    NodeDef flat =
        Reshaping.reshape("flat", "half", "shape").toBuilder()
            .putAttr("T", NodeDefs.type(DataType.DT_HALF))
            .build();
    NodeDef out =
        NodeDefs.node("out", "Cast", "flat")
            .putAttr("SrcT", NodeDefs.type(DataType.DT_HALF))
            .putAttr("DstT", NodeDefs.type(DataType.DT_FLOAT))
            .build();
    assertReshaped(Reshaping.graph(Reshaping.shape(1, -1), half, flat, out), List.of(12L));
  }

  @Test
  void shouldUnpinReshapesOfInt64Shapes() {
    for (int last : List.of(12, -1)) {
      NodeDef narrow = Nodes.intVector("shape", 1, last);
      AttrValue.Builder value = narrow.getAttrOrThrow("value").toBuilder();
      value
          .getTensorBuilder()
          .setDtype(DataType.DT_INT64)
          .clearIntVal()
          .addInt64Val(1)
          .addInt64Val(last);
      NodeDef wide =
          narrow.toBuilder()
              .putAttr("dtype", NodeDefs.type(DataType.DT_INT64))
              .putAttr("value", value.build())
              .build();
      NodeDef out =
          Reshaping.reshape("out", "image", "shape").toBuilder()
              .putAttr("Tshape", NodeDefs.type(DataType.DT_INT64))
              .build();
      assertReshaped(Reshaping.graph(wide, out), List.of(12L));
    }
  }

  @Test
  void shouldLeaveReshapesAloneThatTakeABatch() {
    NodeDef free = Reshaping.reshape("out", "image", "shape");
    GraphDef graph = Reshaping.graph(Reshaping.shape(-1, 12), free);
    assertReshaped(graph, List.of(12L));
    BatchedGraph batched =
        BatchDimension.add(graph, "image", List.of("out"), Optional.of(2), Optional.of(2));
    assertEquals(free, new GraphIndex(batched.graph()).get("out"));
  }

  @Test
  void shouldRunOneByOneWhatReshapesToAComputedShape() {
    NodeDef computed =
        NodeDefs.node("computed", "Identity", "shape")
            .putAttr("T", NodeDefs.type(DataType.DT_INT32))
            .build();
    GraphDef graph =
        Reshaping.graph(
            Reshaping.shape(1, 12), computed, Reshaping.reshape("out", "image", "computed"));
    BatchedGraph batched =
        BatchDimension.add(graph, "image", List.of("out"), Optional.of(2), Optional.of(2));
    assertEquals(graph.getNodeList().subList(1, 4), batched.graph().getNodeList().subList(1, 4));
    assertEquals(4, batched.graph().getNodeCount());
    assertEquals(1, batched.fixedBatch());
  }

  @Test
  void shouldGiveEachReshapeOfASharedShapeItsOwn() {
    float[] weights = new float[Reshaping.VALUES];
    Arrays.fill(weights, 100);
    GraphDef graph =
        Reshaping.graph(
            Reshaping.shape(1, 12),
            NodeDefs.constFloats("weights", List.of(12), weights),
            Reshaping.reshape("one", "image", "shape"),
            Reshaping.reshape("two", "image", "shape"),
            Reshaping.reshape("row", "weights", "shape"),
            NodeDefs.floatNode("sum", "Add", "one", "two").build(),
            NodeDefs.floatNode("out", "Add", "sum", "row").build());
    BatchedRun.Answer answer = run(graph, 3);
    assertEquals(List.of(3L, 12L), answer.shape());
    for (int i = 0; i < answer.values().length; i++) {
      assertEquals(2 * i + 100, answer.values()[i]);
    }
  }

  private static NodeDef squeeze(String name, String input, Long... dims) {
    return NodeDefs.floatNode(name, "Squeeze", input)
        .putAttr("squeeze_dims", NodeDefs.integers(List.of(dims)))
        .build();
  }

  @Test
  void shouldRunOneByOneWhatSqueezesTheBatch() {
    NodeDef bare = NodeDefs.floatNode("out", "Squeeze", "image").build();
    for (NodeDef squeeze : List.of(bare, squeeze("out", "image"), squeeze("out", "image", 0L))) {
      BatchedGraph batched =
          BatchDimension.add(
              Reshaping.graph(squeeze), "image", List.of("out"), Optional.of(2), Optional.of(2));
      assertEquals(1, batched.fixedBatch());
      try (BatchedRun run = new BatchedRun(batched)) {
        BatchedRun.Answer answer = run.run(Reshaping.images(1), "out");
        assertEquals(List.of(2L, 2L, 3L), answer.shape());
        assertArrayEquals(Reshaping.images(1), answer.values());
      }
    }
  }

  @Test
  void shouldLetOtherDimensionsBeSqueezed() {
    NodeDef long4 = Reshaping.reshape("long", "image", "shape");
    GraphDef inner =
        Reshaping.graph(Reshaping.shape(1, 1, 1, 12), long4, squeeze("out", "long", 1L, 2L));
    assertReshaped(inner, List.of(12L));
    GraphDef constant =
        Reshaping.graph(
            NodeDefs.constFloats("weights", List.of(1, 1), 0),
            NodeDefs.floatNode("zero", "Squeeze", "weights").build(),
            NodeDefs.floatNode("out", "Add", "image", "zero").build());
    assertReshaped(constant, List.of(2L, 2L, 3L));
  }
}
