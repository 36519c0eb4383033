package org.imagebeam.graph.variables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;

class UnfreezerTest {
  private static final NodeDef BIASES = Layers.vector("sum/biases", 1, -1);
  private static final NodeDef SUM = Layers.op("sum", "BiasAdd", "conv", "sum/biases");
  private static final NodeDef NEXT_WEIGHTS =
      NodeDefs.constFloats("next/weights", List.of(1, 1, 2, 1), 2, 1);
  private static final NodeDef NEXT =
      Layers.conv("Conv2D", "next/Conv2D", "relu", "next/read").build();

  /** conv, sum, relu, next (whose weights are read through an Identity), and a tied layer. */
  private static final GraphDef GRAPH =
      Layers.behindConv(
          BIASES,
          SUM,
          Layers.op("relu", "Relu", "sum"),
          NEXT_WEIGHTS,
          Layers.op("next/read", "Identity", "next/weights"),
          NEXT,
          Layers.op("out", "Relu", "next/Conv2D"));

  private static final List<String> ALL = List.of("weights", "sum/biases", "next/weights");

  private static List<String> from(String layer) {
    return Unfreezer.weights(GRAPH, Optional.of(layer));
  }

  @Test
  void shouldFindTheWeightsOfAllLayersOnce() {
    assertEquals(ALL, Unfreezer.weights(GRAPH, Optional.empty()));
    GraphDef tied =
        Layers.behindConv(
            Layers.conv("Conv2D", "again", "image", "weights").build(),
            Layers.op("out", "Add", "conv", "again"));
    assertEquals(List.of("weights"), Unfreezer.weights(tied, Optional.empty()));
  }

  @Test
  void shouldFindThoseAtALayerAndBehindIt() {
    assertEquals(ALL, from("conv"));
    assertEquals(ALL, from("image"));
    assertEquals(List.of("sum/biases", "next/weights"), from("sum"));
    assertEquals(List.of("next/weights"), from("relu"));
    assertEquals(List.of("next/weights"), from("next"));
    assertEquals(List.of("next/weights"), from("next/Conv2D"));
  }

  @Test
  void shouldNameLayersThatExist() {
    GraphException unknown = assertThrows(GraphException.class, () -> from("nex"));
    assertEquals(
        "the network has no layer 'nex': the last of its 2 layers with weights are conv,"
            + " next/Conv2D",
        unknown.getMessage());
    GraphException nothing = assertThrows(GraphException.class, () -> from("out"));
    assertTrue(
        nothing
            .getMessage()
            .startsWith("the network has no weights to train at or behind its layer 'out': "),
        nothing.getMessage());
    GraphException none =
        assertThrows(
            GraphException.class,
            () ->
                Unfreezer.weights(
                    Layers.graph(Layers.op("out", "Relu", "image")), Optional.empty()));
    assertEquals(
        "the network has no weights to train: it has no layers with weights", none.getMessage());
  }

  @Test
  void shouldKnowEveryLayerThatInspectingPrints() {
    GraphDef stored =
        BatchDimension.add(
                InceptionV3.graphDef(1),
                "DecodeJpeg/contents",
                List.of("pool_3"),
                Optional.empty(),
                Optional.empty())
            .graph();
    GraphDef folded =
        InferenceOptimizer.optimize(
                new BatchedGraph(stored, "ResizeBilinear", 299, 299, true),
                List.of("pool_3"),
                GraphRewrite.DIFFERENTIABLE)
            .graph();
    List<String> all = Unfreezer.weights(folded, stored, Optional.empty());
    assertEquals(2 * 94, all.size());
    for (NodeDef node : stored.getNodeList()) {
      if (List.of("Conv2D", "MaxPool", "AvgPool", "Concat").contains(node.getOp())
          && !node.getName().equals("pool_3")
          && !node.getName().equals("mixed_10/join")) {
        List<String> found = Unfreezer.weights(folded, stored, Optional.of(node.getName()));
        assertTrue(found.size() <= all.size() && all.containsAll(found), node.getName());
      }
    }
    // The pool has moved behind its convolution, whose weights it comes before all the same.
    List<String> behindPool =
        Unfreezer.weights(folded, stored, Optional.of("mixed_9/tower_2/pool"));
    assertEquals(2 * (1 + 9), behindPool.size());
    assertTrue(behindPool.contains("mixed_9/tower_2/conv/Conv2D/folded_weights"));
    assertEquals(2 * 9, Unfreezer.weights(folded, stored, Optional.of("mixed_10")).size());
  }

  @Test
  void shouldMakeVariablesAsPythonNamesThem() {
    GraphDef unfrozen = Unfreezer.unfreeze(GRAPH, ALL);
    GraphIndex index = new GraphIndex(unfrozen);
    assertEquals("VarHandleOp", index.get("weights").getOp());
    assertEquals(
        "weights", index.get("weights").getAttrOrThrow("shared_name").getS().toStringUtf8());
    assertEquals(DataType.DT_FLOAT, index.get("weights").getAttrOrThrow("dtype").getType());
    assertEquals(
        Layers.WEIGHTS.getAttrOrThrow("value").getTensor().getTensorShape(),
        index.get("weights").getAttrOrThrow("shape").getShape());
    assertEquals("ReadVariableOp", index.get(Unfreezer.read("weights")).getOp());
    assertEquals(
        List.of("weights", "weights/initial_value"),
        index.get(Unfreezer.assign("weights")).getInputList());
    assertEquals("Placeholder", index.get(Unfreezer.initialValue("weights")).getOp());
    assertEquals(List.of("image", "weights/Read/ReadVariableOp"), index.get("conv").getInputList());
    assertEquals(
        List.of("next/weights/Read/ReadVariableOp"), index.get("next/read").getInputList());
    assertEquals(Layers.IMAGE, index.get("image"));
    assertTrue(unfrozen.getNodeList().stream().noneMatch(node -> node.getOp().equals("Const")));
  }

  @Test
  void shouldAnswerTheSameOnceItIsFedItsValues() {
    GraphDef unfrozen = Unfreezer.unfreeze(GRAPH, ALL);
    float[] expected = Layers.answer(GRAPH, "out");
    try (Graph graph = new Graph()) {
      graph.importGraphDef(unfrozen);
      try (Session session = new Session(graph)) {
        for (String name : ALL) {
          assign(session, name);
        }
        try (TFloat32 image =
                TFloat32.tensorOf(Shape.of(1, 1, 1, 3), DataBuffers.of(Layers.PIXEL, true, false));
            Tensor answer = session.runner().feed("image", image).fetch("out").run().get(0)) {
          float[] values = new float[expected.length];
          ((TFloat32) answer).copyTo(DataBuffers.of(values, false, false));
          assertArrayEquals(expected, values, 0);
        }
      }
    }
  }

  private static void assign(Session session, String name) {
    FloatTensor value = FloatTensor.read(new GraphIndex(GRAPH).get(name));
    long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
    try (TFloat32 tensor =
        TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(value.values(), true, false))) {
      session
          .runner()
          .feed(Unfreezer.initialValue(name), tensor)
          .addTarget(Unfreezer.assign(name))
          .run()
          .close();
    }
  }

  @Test
  void shouldBeTheReverseOfFreezing() throws IOException {
    GraphDef frozen =
        Freezer.freeze(
            Unfreezer.unfreeze(GRAPH, ALL),
            Map.of(
                "weights", value(Layers.WEIGHTS),
                "sum/biases", value(BIASES),
                "next/weights", value(NEXT_WEIGHTS)),
            List.of("out"));
    assertArrayEquals(Layers.answer(GRAPH, "out"), Layers.answer(frozen, "out"), 0);
    assertEquals(
        new TreeSet<>(List.of("weights", "sum/biases", "next/weights")),
        new TreeSet<>(
            frozen.getNodeList().stream()
                .filter(node -> node.getOp().equals("Const"))
                .map(NodeDef::getName)
                .toList()));
  }

  private static TensorProto value(NodeDef constant) {
    return constant.getAttrOrThrow("value").getTensor();
  }

  @Test
  void shouldRefuseWhatCannotBecomeAVariable() {
    assertEquals(
        "node 'sum' (BiasAdd) is not a float32 constant",
        assertThrows(GraphException.class, () -> Unfreezer.unfreeze(GRAPH, List.of("sum")))
            .getMessage());
    assertEquals(
        "the graph has no node 'none'",
        assertThrows(GraphException.class, () -> Unfreezer.unfreeze(GRAPH, List.of("none")))
            .getMessage());
    GraphDef taken = Layers.behindConv(Layers.op("weights/Assign", "Relu", "conv"));
    assertEquals(
        "constant 'weights' can't become a variable: there is a node 'weights/Assign'",
        assertThrows(GraphException.class, () -> Unfreezer.unfreeze(taken, List.of("weights")))
            .getMessage());
  }
}
