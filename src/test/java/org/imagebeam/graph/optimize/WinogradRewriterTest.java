package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class WinogradRewriterTest {
  private static final int HEIGHT = 19;
  private static final int WIDTH = 14;
  private static final int CHANNELS = 64;
  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);
  private static final NodeDef IMAGE =
      Nodes.placeholder("image", DataType.DT_FLOAT, -1, HEIGHT, WIDTH, 3);

  /** Of a gain of about one. */
  private static NodeDef weights(String name, int height, int width, int in, int out) {
    float[] values = Layers.random(height * width * in * out);
    for (int i = 0; i < values.length; i++) {
      values[i] /= (float) Math.sqrt(height * width * in);
    }
    return NodeDefs.constFloats(name, List.of(height, width, in, out), values);
  }

  private static NodeDef.Builder conv(String padding) {
    return Layers.conv("Conv2D", "conv", "features", "weights")
        .putAttr("padding", NodeDefs.string(padding));
  }

  /** The nodes, behind {@code features} of {@link #CHANNELS} channels. */
  private static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder()
        .addNode(IMAGE)
        .addNode(weights("first", 1, 1, 3, CHANNELS))
        .addNode(Layers.conv("Conv2D", "features", "image", "first"))
        .addAllNode(List.of(nodes))
        .build();
  }

  private static BatchedRun.Answer answer(GraphDef graph, String output) {
    return BatchedRun.of(graph, HEIGHT, WIDTH, Layers.random(3 * HEIGHT * WIDTH * 3), output);
  }

  private static GraphDef rewrite(GraphDef graph, String output) {
    GraphDef rewritten = WinogradRewriter.rewrite(graph, List.of(output));
    BatchedRun.Answer before = answer(graph, output);
    BatchedRun.Answer after = answer(rewritten, output);
    assertEquals(before.shape(), after.shape());
    // Of sums of up to 1600 products with a spread of some 2.
    assertArrayEquals(before.values(), after.values(), 3e-4f);
    return rewritten;
  }

  private static void assertUntouched(GraphDef graph, String output) {
    assertEquals(graph, WinogradRewriter.rewrite(graph, List.of(output)));
  }

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

  private static WinogradConvolution convolution(int height, int width, int rows, int outputs) {
    GraphDef graph = graph(weights("weights", height, width, CHANNELS, 80), conv("SAME").build());
    GraphIndex index = new GraphIndex(graph);
    List<Long> shape = List.of(-1L, (long) rows, 14L, (long) CHANNELS);
    return WinogradConvolution.of(index, index.get("conv"), shape).stream()
        .filter(form -> form.tiles().outputs() == outputs)
        .findFirst()
        .orElseThrow();
  }

  private static WinogradTiles chosen(int height, int width, int rows) {
    GraphDef graph =
        graph(weights("weights", height, width, CHANNELS, 80), conv("SAME").build()).toBuilder()
            .setNode(0, Nodes.placeholder("image", DataType.DT_FLOAT, -1, rows, 14, 3))
            .build();
    return WinogradPlan.choose(graph, List.of("conv")).get(0).tiles();
  }

  @Test
  void shouldMultiplyLess() {
    WinogradConvolution narrow = convolution(7, 1, 19, 4);
    assertEquals(19L * 14 * 7 * CHANNELS * 80, narrow.directMultiplyAdds());
    assertEquals(new WinogradTiles(19, 19, 3, 7, 4), narrow.tiles());
    long transforms = 50L * 19 * 14 * CHANNELS + 19L * 50 * 14 * 80;
    assertEquals(transforms + 50L * 14 * CHANNELS * 80, narrow.multiplyAdds());
    WinogradConvolution wide = convolution(3, 3, 20, 5);
    assertEquals(20L * 14 * 9 * CHANNELS * 80, wide.directMultiplyAdds());
    assertEquals(new WinogradTiles(20, 20, 1, 3, 5), wide.tiles());
    long tileByTile = 28L * 20 * 14 * CHANNELS + 5L * 28 * 14 * 80;
    assertEquals(tileByTile + 28L * 14 * 3 * CHANNELS * 80, wide.multiplyAdds());
  }

  /**
   * Twenty rows are four tiles of five: three of seven multiply less, but have one to cut off. And
   * however many rows there are, larger tiles round too much for what they save.
   */
  @ParameterizedTest
  @CsvSource({"3, 20, 5", "3, 36, 6", "3, 72, 6", "7, 17, 3", "5, 36, 4"})
  void shouldChooseTilesThatFitWhereTheyCostAndRoundLittle(int taps, int rows, int outputs) {
    assertEquals(outputs, chosen(taps, taps == 7 ? 1 : taps, rows).outputs());
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

  @Test
  void shouldLeaveConvolutionsThatWait() {
    NodeDef waiting = conv("SAME").addInput("^image").build();
    assertUntouched(graph(weights("weights", 3, 3, CHANNELS, 64), waiting), "conv");
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

  @ParameterizedTest
  @ValueSource(strings = {"strides", "dilations"})
  void shouldLeaveConvolutionsThatSkipPlaces(String attribute) {
    NodeDef skipping =
        conv("SAME").putAttr(attribute, NodeDefs.integers(List.of(1L, 2L, 2L, 1L))).build();
    assertUntouched(graph(weights("weights", 3, 3, CHANNELS, 64), skipping), "conv");
    NodeDef touching = skipping.toBuilder().putAttr(attribute, NodeDefs.integers(ONES)).build();
    rewrite(graph(weights("weights", 3, 3, CHANNELS, 64), touching), "conv");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 64", "3, 3, 47", "2, 1, 64", "11, 1, 64"})
  void shouldLeaveConvolutionsThatGainNothing(int height, int width, int channels) {
    assertUntouched(
        graph(weights("weights", height, width, CHANNELS, channels), conv("SAME").build()), "conv");
  }

  @Test
  void shouldLeaveExplicitPadding() {
    NodeDef padded =
        conv("EXPLICIT")
            .putAttr(
                "explicit_paddings", NodeDefs.integers(List.of(0L, 0L, 1L, 1L, 1L, 1L, 0L, 0L)))
            .build();
    assertUntouched(graph(weights("weights", 3, 3, CHANNELS, 64), padded), "conv");
  }

  @Test
  void shouldLeaveWeightsThatAreComputed() {
    assertUntouched(
        graph(
            weights("stored", 3, 3, CHANNELS, 64),
            Layers.op("weights", "Neg", "stored"),
            conv("SAME").build()),
        "conv");
  }

  /** The filter has half as many channels as what it is given. */
  @Test
  void shouldLeaveConvolutionsInGroups() {
    assertUntouched(
        graph(weights("weights", 3, 3, CHANNELS / 2, 64), conv("SAME").build()), "conv");
  }

  @Test
  void shouldLeaveImagesOfUnknownSize() {
    GraphDef graph = graph(weights("weights", 3, 3, CHANNELS, 64), conv("SAME").build());
    NodeDef any = Nodes.placeholder("image", DataType.DT_FLOAT, -1, -1, -1, 3);
    assertUntouched(graph.toBuilder().setNode(0, any).build(), "conv");
    NodeDef none = NodeDefs.placeholder("image", DataType.DT_FLOAT);
    assertUntouched(graph.toBuilder().setNode(0, none).build(), "conv");
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

  @Test
  void shouldRefuseDamagedWeights() {
    GraphDef graph =
        graph(Layers.cutShort(weights("weights", 3, 3, CHANNELS, 64)), conv("SAME").build());
    GraphException e =
        assertThrows(GraphException.class, () -> WinogradRewriter.rewrite(graph, List.of("conv")));
    assertEquals(
        "node 'weights' (Const) does not hold the values that its shape promises", e.getMessage());
  }

  @Test
  void shouldRefuseAGraphThatTensorFlowRefuses() {
    GraphDef graph = graph(Layers.op("conv", "NoSuchOp", "features"));
    RefusedGraphException e =
        assertThrows(
            RefusedGraphException.class, () -> WinogradRewriter.rewrite(graph, List.of("conv")));
    assertEquals("Op type not registered 'NoSuchOp'", e.reason().replaceFirst(" in binary.*", ""));
    assertEquals("TensorFlow refuses the graph: " + e.reason(), e.getMessage());
  }
}
