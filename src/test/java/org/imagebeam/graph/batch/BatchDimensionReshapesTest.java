package org.imagebeam.graph.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.Reshaping;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Reshapes and squeezes that are wired for one image. */
class BatchDimensionReshapesTest {
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
