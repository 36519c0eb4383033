package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class WinogradRewriterTest extends WinogradRewriterFixture {
  @ParameterizedTest
  @CsvSource({
    "7, 1, SAME",
    "1, 7, SAME",
    "7, 1, VALID",
    "1, 7, VALID",
    "3, 1, VALID",
    "1, 3, SAME",
    "5, 1, VALID",
    "4, 1, SAME",
    "1, 4, SAME",
  })
  void shouldMultiplyMatricesForFiltersOneWide(int height, int width, String padding) {
    GraphDef graph = graph(weights("weights", height, width, CHANNELS, 80), conv(padding).build());
    GraphDef rewritten = rewrite(graph, "conv");
    Map<String, Integer> ops = Layers.ops(rewritten);
    assertEquals(1, ops.get("Conv2D"), "the one before it");
    assertEquals(3, ops.get("BatchMatMulV2"));
    assertEquals(2, ops.get("Transpose"));
    GraphIndex index = new GraphIndex(rewritten);
    List<Long> filters = FloatTensor.shapeOf(index.get("conv/winograd/filters"));
    assertEquals(List.of((long) CHANNELS, 80L), filters.subList(1, filters.size()));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3, SAME",
    "3, 3, VALID",
    "5, 5, SAME",
    "5, 5, VALID",
    "3, 5, SAME",
    "3, 2, VALID",
    "4, 4, SAME",
  })
  void shouldConvolveAcrossForWiderFilters(int height, int width, String padding) {
    GraphDef graph = graph(weights("weights", height, width, CHANNELS, 80), conv(padding).build());
    GraphDef rewritten = rewrite(graph, "conv");
    Map<String, Integer> ops = Layers.ops(rewritten);
    assertEquals(2, ops.get("BatchMatMulV2"));
    long filters =
        rewritten.getNodeList().stream()
            .filter(node -> node.getName().endsWith("/filter"))
            .peek(
                node ->
                    assertEquals(
                        List.of(1L, (long) width, (long) CHANNELS, 80L), FloatTensor.shapeOf(node)))
            .count();
    assertEquals(filters + 1, (long) ops.get("Conv2D"));
    assertFalse(ops.containsKey("Transpose"));
  }

  /** Twenty rows are four tiles of five; nineteen are no number of tiles. */
  @ParameterizedTest
  @CsvSource({"20, SAME, false", "19, SAME, true"})
  void shouldCutOffWhatTheLastTileHasTooMuch(int rows, String padding, boolean cut) {
    GraphDef graph =
        graph(weights("weights", 3, 3, CHANNELS, 64), conv(padding).build()).toBuilder()
            .setNode(0, Nodes.placeholder("image", DataType.DT_FLOAT, -1, rows, WIDTH, 3))
            .build();
    GraphDef rewritten = WinogradRewriter.rewrite(graph, List.of("conv"));
    assertEquals(cut, Layers.ops(rewritten).containsKey("Slice"));
    assertEquals(cut ? "Slice" : "Reshape", new GraphIndex(rewritten).get("conv").getOp());
  }

  @Test
  void shouldKeepWhatFollowsAndWhoeverElseReads() {
    GraphDef graph =
        graph(
            weights("weights", 3, 3, CHANNELS, 64),
            NodeDefs.constFloats("biases", List.of(64), Layers.random(64)),
            conv("SAME").build(),
            Layers.op("bias", "BiasAdd", "conv", "biases"),
            Layers.op("relu", "Relu", "bias"),
            Layers.op("sum", "AddV2", "relu", "conv"));
    GraphDef rewritten = rewrite(graph, "sum");
    GraphIndex index = new GraphIndex(rewritten);
    assertEquals(List.of("conv", "biases"), index.get("bias").getInputList());
    assertEquals("Slice", index.get("conv").getOp());
  }

  private static GraphDef biased(NodeDef conv, NodeDef bias, int width) {
    return graph(
        weights("weights", 3, width, CHANNELS, 64),
        NodeDefs.constFloats("biases", List.of(64), Layers.random(64)),
        conv,
        bias,
        Layers.op("relu", "Relu", "bias"));
  }

  @Test
  void shouldAddTheBiasToOneProductOfWiderFilters() {
    NodeDef bias = Layers.op("bias", "BiasAdd", "conv", "biases");
    GraphDef rewritten = rewrite(biased(conv("SAME").build(), bias, 3), "relu");
    GraphIndex index = new GraphIndex(rewritten);
    assertEquals(1, Layers.ops(rewritten).get("BiasAdd"));
    assertEquals(
        List.of("conv/winograd/part_1", "biases"),
        index.get("conv/winograd/part_1/bias").getInputList());
    assertEquals("Slice", index.get("bias").getOp());
    assertEquals(Optional.empty(), index.find("conv"), "nobody reads it");
  }

  @Test
  void shouldLeaveABiasThatWaitsOrIsFetchedUnadded() {
    NodeDef bias = Layers.op("bias", "BiasAdd", "conv", "biases");
    NodeDef waiting = bias.toBuilder().addInput("^features").build();
    GraphDef rewritten = rewrite(biased(conv("SAME").build(), waiting, 3), "relu");
    assertEquals(waiting, new GraphIndex(rewritten).get("bias"));
    GraphDef fetched =
        WinogradRewriter.rewrite(biased(conv("SAME").build(), bias, 3), List.of("relu", "conv"));
    assertEquals(bias, new GraphIndex(fetched).get("bias"));
    GraphDef narrow = rewrite(biased(conv("VALID").build(), bias, 1), "relu");
    assertEquals(bias, new GraphIndex(narrow).get("bias"));
  }

  /** Rows of images once, columns of images from those, and images again. */
  @ParameterizedTest
  @CsvSource({"1, 7, 7, 1, 3", "7, 1, 1, 7, 3", "7, 1, 7, 1, 3", "7, 1, 3, 3, 2"})
  void shouldTransposeOnceBetweenNeighbours(
      int height, int width, int nextHeight, int nextWidth, int transposed) {
    GraphDef graph =
        graph(
            weights("weights", height, width, CHANNELS, 64),
            NodeDefs.constFloats("biases", List.of(64), Layers.random(64)),
            weights("others", nextHeight, nextWidth, 64, 64),
            conv("SAME").build(),
            Layers.op("bias", "BiasAdd", "conv", "biases"),
            Layers.op("relu", "Relu", "bias"),
            Layers.conv("Conv2D", "next", "relu", "others")
                .putAttr("padding", NodeDefs.string("SAME"))
                .build());
    Map<String, Integer> ops = Layers.ops(rewrite(graph, "next"));
    assertEquals(nextWidth == 3 ? 5 : 6, ops.get("BatchMatMulV2"));
    assertEquals(transposed, ops.get("Transpose"));
  }

  @Test
  void shouldFindNamesThatAreFree() {
    GraphDef graph =
        graph(
            weights("weights", 3, 3, CHANNELS, 64),
            conv("SAME").build(),
            Layers.op("conv/winograd/rows", "Neg", "conv"));
    GraphDef rewritten = rewrite(graph, "conv/winograd/rows");
    assertEquals("Neg", new GraphIndex(rewritten).get("conv/winograd/rows").getOp());
    assertEquals("Reshape", new GraphIndex(rewritten).get("conv/winograd/rows_1").getOp());
  }

  @Test
  void shouldRewriteWhatInceptionV3GainsBy() {
    List<String> outputs = List.of("softmax");
    BatchedGraph batched = Graphs.batchedInceptionV3();
    GraphDef plain = InferenceOptimizer.optimize(batched, outputs, GraphRewrite.PORTABLE).graph();
    GraphDef rewritten =
        InferenceOptimizer.optimize(batched, outputs, Graphs.portableAnd(GraphRewrite.WINOGRAD))
            .graph();
    GraphIndex index = new GraphIndex(rewritten);
    List<String> left =
        plain.getNodeList().stream()
            .filter(node -> node.getOp().equals("Conv2D"))
            .map(NodeDef::getName)
            .filter(
                name -> index.find(name).map(NodeDef::getOp).filter("Conv2D"::equals).isPresent())
            .filter(
                name ->
                    !FloatTensor.shapeOf(index.input(index.get(name), 1))
                        .subList(0, 2)
                        .equals(List.of(1L, 1L)))
            .toList();
    assertEquals(
        List.of(
            "conv/Conv2D",
            "conv_1/Conv2D",
            "conv_2/Conv2D",
            "mixed_3/conv/Conv2D",
            "mixed_3/tower/conv_2/Conv2D",
            "mixed_8/tower/conv_1/Conv2D",
            "mixed_8/tower_1/conv_3/Conv2D"),
        left,
        "few channels, or a stride of 2");
  }
}
