package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ShapeSettlerTest {
  private static final NodeDef IMAGE = Nodes.placeholder("image", DataType.DT_FLOAT, -1, 4, 6, 8);

  static NodeDef integers(String name, String op, String... inputs) {
    return NodeDefs.node(name, op, inputs).putAttr("T", Nodes.type(DataType.DT_INT32)).build();
  }

  static NodeDef shape(String name, String of) {
    return NodeDefs.node(name, "Shape", of)
        .putAttr("T", Nodes.type(DataType.DT_FLOAT))
        .putAttr("out_type", Nodes.type(DataType.DT_INT32))
        .build();
  }

  private static NodeDef reshape(String name, String input, String shape) {
    return Layers.op(name, "Reshape", input, shape).toBuilder()
        .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
        .build();
  }

  private static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder().addNode(IMAGE).addAllNode(List.of(nodes)).build();
  }

  private static int[] settledShape(GraphDef graph) {
    GraphDef settled = ShapeSettler.settle(graph, List.of("out"));
    SameAnswers.assertSame(graph, settled, "out", 2, 4, 6, 8);
    GraphIndex index = new GraphIndex(settled);
    return Nodes.intValues(index.input(index.get("out"), 1));
  }

  /** As Keras's Reshape writes it: the batch cut out of the shape, and the sizes behind it. */
  @Test
  void shouldSettleAShapeThatIsPackedOfTheBatchAndConstants() {
    NodeDef batch =
        NodeDefs.node("batch", "StridedSlice", "shape", "zero", "one", "one")
            .putAttr("T", Nodes.type(DataType.DT_INT32))
            .putAttr("Index", Nodes.type(DataType.DT_INT32))
            .putAttr("shrink_axis_mask", Nodes.of(1))
            .build();
    NodeDef packed =
        integers("packed", "Pack", "batch", "places", "channels").toBuilder()
            .putAttr("N", Nodes.of(3))
            .build();
    GraphDef graph =
        graph(
            shape("shape", "image"),
            Nodes.intVector("zero", 0),
            Nodes.intVector("one", 1),
            batch,
            Nodes.intScalar("places", 24),
            Nodes.intScalar("channels", 8),
            packed,
            reshape("out", "image", "packed"));
    assertArrayEquals(new int[] {-1, 24, 8}, settledShape(graph));
  }

  /** As tf.tensordot writes it: gathered, multiplied, and joined again. */
  @Test
  void shouldSettleTheShapesOfATensordot() {
    NodeDef zero = Nodes.intScalar("zero", 0);
    NodeDef gathered = gather("free", "shape", "freeAxes");
    NodeDef last = gather("last", "shape", "lastAxis");
    NodeDef stack =
        integers("stack", "Pack", "rows", "columns").toBuilder().putAttr("N", Nodes.of(2)).build();
    NodeDef joined =
        integers("joined", "ConcatV2", "free", "channels", "zero").toBuilder()
            .putAttr("N", Nodes.of(2))
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .build();
    GraphDef graph =
        graph(
            zero,
            Nodes.intVector("axis", 0),
            Nodes.intVector("freeAxes", 0, 1, 2),
            Nodes.intVector("lastAxis", 3),
            Nodes.intVector("channels", 8),
            shape("shape", "image"),
            gathered,
            last,
            product("rows", "free"),
            product("columns", "last"),
            stack,
            joined,
            reshape("flat", "image", "stack"),
            Layers.op("relu", "Relu", "flat"),
            reshape("out", "relu", "joined"));
    assertArrayEquals(new int[] {-1, 4, 6, 8}, settledShape(graph));
    GraphIndex settled = new GraphIndex(ShapeSettler.settle(graph, List.of("out")));
    assertArrayEquals(new int[] {-1, 8}, Nodes.intValues(settled.input(settled.get("flat"), 1)));
  }

  private static NodeDef gather(String name, String from, String at) {
    return NodeDefs.node(name, "GatherV2", from, at, "zero")
        .putAttr("Tparams", Nodes.type(DataType.DT_INT32))
        .putAttr("Tindices", Nodes.type(DataType.DT_INT32))
        .putAttr("Taxis", Nodes.type(DataType.DT_INT32))
        .build();
  }

  private static NodeDef product(String name, String of) {
    return integers(name, "Prod", of, "axis").toBuilder()
        .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
        .build();
  }

  @Test
  void shouldReadThroughTheReshapeBefore() {
    GraphDef graph =
        graph(
            Nodes.intVector("flat", -1, 8),
            Nodes.intVector("whole", -1, 24, 8),
            reshape("first", "image", "flat"),
            reshape("out", "first", "whole"));
    GraphDef settled = ShapeSettler.settle(graph, List.of("out"));
    assertEquals("image", new GraphIndex(settled).get("out").getInput(0));
    SameAnswers.assertSame(graph, settled, "out", 2, 4, 6, 8);
  }

  @Test
  void shouldLeaveShapesWithTwoUnknownSizes() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, -1, 6, 8))
            .addNode(shape("shape", "image"))
            .addNode(reshape("out", "image", "shape"))
            .build();
    assertEquals(graph, ShapeSettler.settle(graph, List.of("out")));
  }
}
