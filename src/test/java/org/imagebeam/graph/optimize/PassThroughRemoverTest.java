package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class PassThroughRemoverTest {
  private static final NodeDef OUT = Layers.op("out", "Relu", "same");
  private static final Map<String, Integer> ALONE = Map.of("Placeholder", 1, "Relu", 1);

  private static GraphDef removed(NodeDef... nodes) {
    GraphDef graph = Layers.graph(nodes);
    GraphDef removed = PassThroughRemover.remove(graph, List.of("out"));
    SameAnswers.assertSame(graph, removed, "out", 2, 4, 4, 3);
    return removed;
  }

  private static NodeDef moved(String op, NodeDef order, String type) {
    return Layers.op("same", op, "image", order.getName()).toBuilder()
        .putAttr(type, Nodes.type(DataType.DT_INT32))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "Mul, image, c, 1",
    "Mul, c, image, 1",
    "RealDiv, image, c, 1",
    "AddV2, c, image, 0",
    "Add, image, c, 0",
    "Sub, image, c, 0"
  })
  void shouldDropWhatChangesNothing(String op, String left, String right, float value) {
    NodeDef node = Layers.op("same", op, left, right);
    NodeDef scalar = NodeDefs.constFloats("c", List.of(), value);
    assertEquals(ALONE, Layers.ops(removed(scalar, node, OUT)));
    NodeDef vector = NodeDefs.constFloats("c", List.of(1, 1, 1, 3), value, value, value);
    assertEquals(ALONE, Layers.ops(removed(vector, node, OUT)));
  }

  @ParameterizedTest
  @CsvSource({"Sub, c, image, 0", "RealDiv, c, image, 1", "Mul, image, c, 2", "AddV2, c, image, 1"})
  void shouldKeepWhatChangesValues(String op, String left, String right, float value) {
    NodeDef scalar = NodeDefs.constFloats("c", List.of(), value);
    GraphDef removed = removed(scalar, Layers.op("same", op, left, right), OUT);
    assertEquals(1, Layers.ops(removed).get(op));
  }

  @Test
  void shouldKeepWhatEnlarges() {
    NodeDef wide = NodeDefs.constFloats("c", List.of(5, 1, 1, 1, 1), 1, 1, 1, 1, 1);
    assertEquals(
        1, Layers.ops(removed(wide, Layers.op("same", "Mul", "image", "c"), OUT)).get("Mul"));
    NodeDef one =
        Layers.op("one", "Max", "image", "axis").toBuilder()
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .putAttr("keep_dims", Nodes.of(true))
            .build();
    NodeDef three = NodeDefs.constFloats("c", List.of(3), 1, 1, 1);
    assertEquals(
        1,
        Layers.ops(
                removed(
                    Nodes.intVector("axis", 3),
                    one,
                    three,
                    Layers.op("same", "Mul", "one", "c"),
                    OUT))
            .get("Mul"));
  }

  @Test
  void shouldDropMovesThatMoveNothing() {
    NodeDef order = Nodes.intVector("order", 0, 1, 2, 3);
    assertEquals(ALONE, Layers.ops(removed(order, moved("Transpose", order, "Tperm"), OUT)));
    NodeDef other = Nodes.intVector("order", 0, 2, 1, 3);
    assertEquals(
        1, Layers.ops(removed(other, moved("Transpose", other, "Tperm"), OUT)).get("Transpose"));
    NodeDef pads = Nodes.intMatrix("pads", 2, 0, 0, 0, 0, 0, 0, 0, 0);
    assertEquals(ALONE, Layers.ops(removed(pads, moved("Pad", pads, "Tpaddings"), OUT)));
    NodeDef some = Nodes.intMatrix("pads", 2, 0, 0, 0, 1, 0, 0, 0, 0);
    assertEquals(1, Layers.ops(removed(some, moved("Pad", some, "Tpaddings"), OUT)).get("Pad"));
  }

  @Test
  void shouldDropReshapesToTheSameShape() {
    NodeDef shape = Nodes.intVector("shape", -1, 48);
    NodeDef flat = moved("Reshape", shape, "Tshape").toBuilder().setName("flat").build();
    NodeDef again = flat.toBuilder().setName("same").setInput(0, "flat").build();
    GraphDef removed = removed(shape, flat, again, OUT);
    assertEquals(1, Layers.ops(removed).get("Reshape"));
  }

  @Test
  void shouldDropChainsIdentitiesAndStopsOfGradients() {
    NodeDef one = NodeDefs.constFloats("c", List.of(), 1);
    GraphDef removed =
        removed(
            one,
            Layers.op("result", "Identity", "image"),
            Layers.op("first", "StopGradient", "result"),
            Layers.op("second", "Mul", "c", "first"),
            Layers.op("same", "StopGradient", "second"),
            OUT);
    assertEquals(ALONE, Layers.ops(removed));
  }

  @Test
  void shouldKeepOutputsAndNodesThatWait() {
    NodeDef one = NodeDefs.constFloats("c", List.of(), 1);
    assertEquals(1, Layers.ops(removed(one, Layers.op("out", "Mul", "c", "image"))).get("Mul"));
    NodeDef waits = Layers.op("same", "Mul", "c", "image", "^other");
    GraphDef removed = removed(one, Layers.op("other", "Neg", "image"), waits, OUT);
    assertEquals(1, Layers.ops(removed).get("Mul"));
  }
}
