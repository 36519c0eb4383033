package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class TransposeMergerTest {
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;
  private static final NodeDef IMAGE =
      Nodes.placeholder("image", DataType.DT_FLOAT, -1, HEIGHT, WIDTH, 3);

  /** Rows come first, then images. */
  private static final NodeDef FIRST = transpose("first", "image", "order");

  private static final NodeDef ORDER = Nodes.intVector("order", 1, 0, 2, 3);

  /** Columns come first, then rows. */
  private static final NodeDef OTHER_ORDER = Nodes.intVector("other_order", 2, 0, 1, 3);

  private static final NodeDef BIASES = Layers.vector("biases", 10, -20, 30);

  private static NodeDef transpose(String name, String input, String order) {
    return Layers.op(name, "Transpose", input, order).toBuilder()
        .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32))
        .build();
  }

  private static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder()
        .addNode(IMAGE)
        .addNode(ORDER)
        .addNode(OTHER_ORDER)
        .addNode(BIASES)
        .addAllNode(List.of(nodes))
        .build();
  }

  private static BatchedRun.Answer answer(GraphDef graph, String output) {
    return BatchedRun.of(graph, HEIGHT, WIDTH, Layers.random(2 * HEIGHT * WIDTH * 3), output);
  }

  private static GraphIndex merge(GraphDef graph, String output) {
    GraphDef merged = TransposeMerger.merge(graph, List.of(output));
    assertEquals(answer(graph, output).shape(), answer(merged, output).shape());
    assertArrayEquals(answer(graph, output).values(), answer(merged, output).values());
    return new GraphIndex(merged);
  }

  private static void assertUntouched(GraphDef graph, String... outputs) {
    GraphDef needed = Subgraph.endingAt(graph, List.of(outputs));
    assertEquals(needed, TransposeMerger.merge(graph, List.of(outputs)));
  }

  private static List<Integer> order(GraphIndex graph, String name) {
    int[] order = Nodes.intValues(graph.input(graph.get(name), 1));
    return IntStream.of(order).boxed().toList();
  }

  @Test
  void shouldMakeOneOfTwo() {
    GraphIndex merged = merge(graph(FIRST, transpose("second", "first", "other_order")), "second");
    assertEquals(Optional.empty(), merged.find("first"));
    assertEquals("image", merged.get("second").getInput(0));
    assertEquals(List.of(2, 1, 0, 3), order(merged, "second"));
  }

  @Test
  void shouldComputeBetweenThemOnWhatWasNotTransposed() {
    GraphIndex merged =
        merge(
            graph(
                FIRST,
                Layers.op("bias", "BiasAdd", "first", "biases"),
                Layers.op("relu", "Relu", "bias"),
                transpose("second", "relu", "order")),
            "second");
    assertEquals(Optional.empty(), merged.find("first"));
    assertEquals(List.of("image", "biases"), merged.get("bias").getInputList());
    assertEquals("relu", merged.get("second").getInput(0));
    assertEquals(List.of(0, 1, 2, 3), order(merged, "second"));
  }

  @Test
  void shouldMergeEachButOnce() {
    GraphIndex merged =
        merge(
            graph(
                FIRST,
                transpose("second", "first", "other_order"),
                transpose("third", "second", "order")),
            "third");
    assertEquals(Optional.empty(), merged.find("first"));
    assertEquals(List.of(2, 1, 0, 3), order(merged, "second"));
    assertEquals(List.of(1, 0, 2, 3), order(merged, "third"));
  }

  @Test
  void shouldFindANameForTheOrder() {
    NodeDef taken = Layers.vector("second/merged_order", 1);
    GraphIndex merged =
        merge(
            graph(
                taken,
                FIRST,
                transpose("second", "first", "other_order"),
                Layers.op("sum", "AddV2", "second", taken.getName())),
            "sum");
    assertEquals("second/merged_order_1", merged.get("second").getInput(1));
  }

  @Test
  void shouldLeaveWhatOthersSee() {
    NodeDef second = transpose("second", "first", "order");
    NodeDef reader = Layers.op("reader", "Neg", "first");
    assertUntouched(graph(FIRST, second, reader), "second", "reader");
    assertUntouched(graph(FIRST, second), "second", "first");
    NodeDef relu = Layers.op("relu", "Relu", "first");
    assertUntouched(graph(FIRST, relu, transpose("second", "relu", "order")), "second", "relu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "Neg"})
  void shouldLeaveWhatHasMoreBetween(String op) {
    NodeDef between = Layers.op("between", op, "first");
    assertUntouched(graph(FIRST, between, transpose("second", "between", "order")), "second");
  }

  @Test
  void shouldLeaveABiasWhoseChannelsWouldBeElsewhere() {
    NodeDef back = Nodes.intVector("back", 0, 3, 1, 2);
    NodeDef first = transpose("first", "image", "back");
    NodeDef biases = Layers.vector("other_biases", 1, 2, 3, 4, 5);
    NodeDef bias = Layers.op("bias", "BiasAdd", "first", "other_biases");
    NodeDef second = transpose("second", "bias", "order");
    assertUntouched(graph(back, first, biases, bias, second), "second");
    assertEquals(
        List.of(3, 0, 1, 2),
        order(
            merge(graph(back, first, transpose("second", "first", "order")), "second"), "second"));
  }

  @Test
  void shouldLeaveOnesThatWaitOrWhoseOrderIsNotKnown() {
    NodeDef second = transpose("second", "first", "order");
    assertUntouched(graph(FIRST.toBuilder().addInput("^biases").build(), second), "second");
    NodeDef computed =
        NodeDefs.node("computed", "Identity", "order")
            .putAttr("T", NodeDefs.type(DataType.DT_INT32))
            .build();
    assertUntouched(graph(computed, FIRST, transpose("second", "first", "computed")), "second");
    assertUntouched(graph(computed, transpose("first", "image", "computed"), second), "second");
  }

  @Test
  void shouldLeaveScalars() {
    NodeDef none = Nodes.intVector("none");
    NodeDef scalar = NodeDefs.constFloat("scalar", 3);
    NodeDef first = transpose("first", "scalar", "none");
    NodeDef relu = Layers.op("relu", "Relu", "first");
    assertUntouched(
        graph(none, scalar, first, relu, transpose("second", "relu", "none")), "second");
  }

  @Test
  void shouldLeaveWhatTensorFlowWillRefuse() {
    NodeDef twice = Nodes.intVector("twice", 0, 0, 1, 3);
    NodeDef few = Nodes.intVector("few", 1, 0);
    NodeDef second = transpose("second", "first", "order");
    assertUntouched(graph(twice, transpose("first", "image", "twice"), second), "second");
    assertUntouched(graph(few, transpose("first", "image", "few"), second), "second");
  }

  @Test
  void shouldRefuseAGraphWithAHole() {
    GraphDef graph = graph(FIRST, transpose("second", "nowhere", "order"));
    GraphException e =
        assertThrows(GraphException.class, () -> TransposeMerger.merge(graph, List.of("second")));
    assertEquals("the graph has no node 'nowhere'", e.getMessage());
  }
}
