package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class LayerFuserTest {
  private static final int SIDE = 6;

  private static final NodeDef WEIGHTS =
      NodeDefs.constFloats("weights", List.of(3, 3, 3, 8), Layers.random(3 * 3 * 3 * 8));
  private static final NodeDef BIASES = Layers.vector("biases", Layers.random(8));
  private static final NodeDef CONV =
      Layers.conv("Conv2D", "conv", "image", "weights")
          .putAttr("padding", NodeDefs.string("SAME"))
          .build();
  private static final NodeDef BIAS = Layers.op("bias", "BiasAdd", "conv", "biases");

  private static GraphDef layer(NodeDef... behind) {
    return Layers.graph(WEIGHTS, BIASES, CONV, BIAS).toBuilder()
        .addAllNode(List.of(behind))
        .build();
  }

  private static float[] answer(GraphDef graph, String output) {
    return BatchedRun.of(graph, SIDE, SIDE, Layers.random(2 * SIDE * SIDE * 3), output).values();
  }

  private static GraphDef fuse(GraphDef graph, String output) {
    GraphDef fused = LayerFuser.fuse(graph, List.of(output));
    assertArrayEquals(answer(graph, output), answer(fused, output), 1e-4f);
    assertEquals(fused, LayerFuser.fuse(fused, List.of(output)));
    assertFalse(LayerFuser.isFused(graph));
    assertTrue(LayerFuser.isFused(fused));
    return fused;
  }

  private static void assertUntouched(GraphDef graph, String... outputs) {
    assertEquals(graph, LayerFuser.fuse(graph, List.of(outputs)));
    assertFalse(LayerFuser.isFused(graph));
  }

  private static List<String> fusedOps(GraphDef graph, String node) {
    return new GraphIndex(graph)
        .get(node).getAttrOrThrow("fused_ops").getList().getSList().stream()
            .map(op -> op.toStringUtf8())
            .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Relu", "Relu6"})
  void shouldFuseAConvolutionItsBiasAndItsActivation(String activation) {
    GraphDef fused = fuse(layer(Layers.op("out", activation, "bias")), "out");
    assertEquals(Map.of("Placeholder", 1, "Const", 2, "_FusedConv2D", 1), Layers.ops(fused));
    assertEquals(List.of("BiasAdd", activation), fusedOps(fused, "out"));
    NodeDef out = new GraphIndex(fused).get("out");
    assertEquals(List.of("image", "weights", "biases"), out.getInputList());
    assertEquals(CONV.getAttrOrThrow("padding"), out.getAttrOrThrow("padding"));
  }

  @Test
  void shouldFuseWithoutAnActivation() {
    GraphDef fused = fuse(layer(Layers.op("out", "Tanh", "bias")), "out");
    assertEquals(
        Map.of("Placeholder", 1, "Const", 2, "_FusedConv2D", 1, "Tanh", 1), Layers.ops(fused));
    assertEquals(List.of("BiasAdd"), fusedOps(fused, "bias"));
  }

  @ParameterizedTest
  @CsvSource({"VALID, 2, 1", "SAME, 2, 1", "SAME, 1, 2"})
  void shouldKeepPaddingStridesAndDilations(String padding, long stride, long dilation) {
    NodeDef conv =
        CONV.toBuilder()
            .putAttr("padding", NodeDefs.string(padding))
            .putAttr("strides", NodeDefs.integers(List.of(1L, stride, stride, 1L)))
            .putAttr("dilations", NodeDefs.integers(List.of(1L, dilation, dilation, 1L)))
            .build();
    fuse(Layers.graph(WEIGHTS, BIASES, conv, BIAS), "bias");
  }

  @Test
  void shouldFuseADepthwiseConvolution() {
    NodeDef weights = NodeDefs.constFloats("weights", List.of(3, 3, 3, 1), Layers.random(27));
    NodeDef conv = Layers.conv("DepthwiseConv2dNative", "conv", "image", "weights").build();
    NodeDef biases = Layers.vector("biases", 10, 20, 30);
    GraphDef graph = Layers.graph(weights, biases, conv, BIAS, Layers.op("out", "Relu6", "bias"));
    // Only oneDNN has a kernel for it: InferenceOptimizerProcessorsTest runs it, with and without.
    GraphDef fused = LayerFuser.fuse(graph, List.of("out"));
    assertEquals(1, Layers.ops(fused).get("_FusedDepthwiseConv2dNative"));
    assertEquals(List.of("BiasAdd", "Relu6"), fusedOps(fused, "out"));
  }

  @Test
  void shouldLeaveConvolutionsInGroupsOrOfUnknownChannels() {
    NodeDef weights = NodeDefs.constFloats("weights", List.of(3, 3, 1, 6), Layers.random(54));
    NodeDef biases = Layers.vector("biases", Layers.random(6));
    assertUntouched(Layers.graph(weights, biases, CONV, BIAS), "bias");
    GraphDef any =
        layer().toBuilder().setNode(0, NodeDefs.placeholder("image", DataType.DT_FLOAT)).build();
    assertUntouched(any, "bias");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldFuseAMatrixProduct(boolean transposed) {
    int features = SIDE * SIDE * 3;
    List<Integer> shape = transposed ? List.of(8, features) : List.of(features, 8);
    NodeDef product =
        NodeDefs.floatNode("conv", "MatMul", "flat", "weights")
            .putAttr("transpose_b", Nodes.of(transposed))
            .build();
    NodeDef flat =
        NodeDefs.floatNode("flat", "Reshape", "image", "shape")
            .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32))
            .build();
    GraphDef graph =
        Layers.graph(
            Nodes.intVector("shape", -1, features),
            flat,
            NodeDefs.constFloats("weights", shape, Layers.random(8 * features)),
            BIASES,
            product,
            BIAS);
    assertEquals(1, Layers.ops(fuse(graph, "bias")).get("_FusedMatMul"));
  }

  @Test
  void shouldKeepWhatOthersSee() {
    GraphDef graph = layer(Layers.op("out", "Relu", "bias"));
    assertEquals(
        List.of("BiasAdd"), fusedOps(LayerFuser.fuse(graph, List.of("out", "bias")), "bias"));
    assertUntouched(graph, "out", "conv");
    GraphDef both = layer(Layers.op("sum", "AddV2", "bias", "conv"));
    assertUntouched(both, "sum");
  }

  @Test
  void shouldWaitForWhatTheLayerWaitedFor() {
    NodeDef waiting = BIAS.toBuilder().addInput("^other").build();
    GraphDef graph =
        Layers.graph(
            Layers.vector("other", 1),
            WEIGHTS,
            BIASES,
            CONV,
            waiting,
            Layers.op("out", "Relu", "bias"));
    assertEquals(
        List.of("image", "weights", "biases", "^other"),
        new GraphIndex(fuse(graph, "out")).get("out").getInputList());
  }

  @Test
  void shouldLeaveLayersWithoutABias() {
    assertUntouched(Layers.graph(WEIGHTS, CONV, Layers.op("out", "Relu", "conv")), "out");
  }

  @Test
  void shouldLeaveABiasThatIsComputed() {
    NodeDef stored = Layers.vector("stored", Layers.random(8));
    assertUntouched(
        Layers.graph(WEIGHTS, stored, Layers.op("biases", "Neg", "stored"), CONV, BIAS), "bias");
  }

  @Test
  void shouldLeaveExplicitPadding() {
    NodeDef padded =
        CONV.toBuilder()
            .putAttr("padding", NodeDefs.string("EXPLICIT"))
            .putAttr(
                "explicit_paddings", NodeDefs.integers(List.of(0L, 0L, 1L, 1L, 1L, 1L, 0L, 0L)))
            .build();
    assertUntouched(Layers.graph(WEIGHTS, BIASES, padded, BIAS), "bias");
  }

  /** What {@code bias}, behind a layer of that op, is followed by. */
  private static GraphDef activated(String op, Activations activation) {
    boolean depthwise = op.equals("DepthwiseConv2dNative");
    List<NodeDef> nodes = new ArrayList<>();
    if (op.equals("MatMul")) {
      nodes.add(Nodes.intVector("rows", -1, 3));
      nodes.add(reshape("flat", "image", "rows"));
      nodes.add(NodeDefs.constFloats("weights", List.of(3, 8), Layers.random(24)));
      nodes.add(Layers.op("conv", "MatMul", "flat", "weights"));
    } else {
      List<Integer> shape = depthwise ? List.of(3, 3, 3, 1) : List.of(3, 3, 3, 8);
      nodes.add(NodeDefs.constFloats("weights", shape, Layers.random(depthwise ? 27 : 216)));
      nodes.add(Layers.conv(op, "conv", "image", "weights").build());
    }
    nodes.add(Layers.vector("biases", Layers.random(depthwise ? 3 : 8)));
    nodes.add(BIAS);
    nodes.addAll(activation.nodes());
    return Layers.graph(nodes.toArray(NodeDef[]::new));
  }

  private static NodeDef reshape(String name, String input, String shape) {
    return Layers.op(name, "Reshape", input, shape).toBuilder()
        .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
        .build();
  }

  static Stream<Arguments> layersAndActivations() {
    return Stream.of(FusedOp.values())
        .flatMap(op -> Activations.all().map(activation -> Arguments.of(op, activation)));
  }

  @ParameterizedTest
  @MethodSource("layersAndActivations")
  void shouldFuseActivationsHoweverTheyAreWritten(FusedOp op, Activations activation) {
    GraphDef graph = activated(op.layer(), activation);
    GraphDef fused = LayerFuser.fuse(graph, List.of("out"));
    boolean takes = op.takes(new Activation(activation.fused(), 0), false);
    assertEquals(
        takes ? List.of("BiasAdd", activation.fused()) : List.of("BiasAdd"),
        fusedOps(fused, takes ? "out" : "bias"));
    SameAnswers.assertSameWhereFused(graph, fused, "out", 2, SIDE, SIDE, 3);
  }

  @Test
  void shouldKeepTheSlopeOfALeakyRelu() {
    GraphDef fused =
        LayerFuser.fuse(activated("Conv2D", Activations.leakyByMaximum()), List.of("out"));
    assertEquals(
        0.3f, new GraphIndex(fused).get("out").getAttrOrThrow("leakyrelu_alpha").getF(), 1e-6f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Relu", "Relu6", "Elu", "Tanh"})
  void shouldFuseTheSumOfTwoBranchesOnce(String activation) {
    NodeDef short1 = NodeDefs.constFloats("shortWeights", List.of(1, 1, 3, 8), Layers.random(24));
    NodeDef[] nodes = {
      WEIGHTS,
      BIASES,
      CONV,
      BIAS,
      short1,
      Layers.conv("Conv2D", "short", "image", "shortWeights").build(),
      Layers.op("shortBias", "BiasAdd", "short", "biases"),
      Layers.op("sum", "AddV2", "shortBias", "bias"),
      Layers.op("out", activation, "sum")
    };
    GraphDef graph =
        Layers.graph(nodes).toBuilder()
            .setNode(0, Nodes.placeholder("image", DataType.DT_FLOAT, -1, SIDE, SIDE, 3))
            .build();
    GraphDef fused = LayerFuser.fuse(graph, List.of("out"));
    boolean takes = !activation.equals("Tanh");
    assertEquals(
        takes ? List.of("BiasAdd", "Add", activation) : List.of("BiasAdd", "Add"),
        fusedOps(fused, takes ? "out" : "sum"));
    assertEquals(List.of("BiasAdd"), fusedOps(fused, "shortBias"));
    SameAnswers.assertSameWhereFused(graph, fused, "out", 2, SIDE, SIDE, 3);
    // Of images of any size, the sum might repeat one of the two.
    assertEquals(1, Layers.ops(LayerFuser.fuse(Layers.graph(nodes), List.of("out"))).get("AddV2"));
  }

  /** As Keras writes a Dense layer over places, and the layers of an attention. */
  @ParameterizedTest
  @CsvSource({"BiasAdd, 8", "AddV2, '2,4'", "AddV2, '1,2,4'"})
  void shouldFuseAProductThatIsReshapedBeforeItsBias(String op, String sizes) {
    List<Integer> shape = Stream.of(sizes.split(",")).map(Integer::valueOf).toList();
    boolean heads = shape.size() > 1;
    GraphDef graph =
        Layers.graph(
            Nodes.intVector("rows", -1, 3),
            reshape("flat", "image", "rows"),
            NodeDefs.constFloats("weights", List.of(3, 8), Layers.random(24)),
            Layers.op("conv", "MatMul", "flat", "weights"),
            heads
                ? Nodes.intVector("places", -1, SIDE * SIDE, 2, 4)
                : Nodes.intVector("places", -1, SIDE * SIDE, 8),
            reshape("reshaped", "conv", "places"),
            NodeDefs.constFloats("biases", shape, Layers.random(8)),
            Layers.op("out", op, "reshaped", "biases"));
    GraphDef fused = LayerFuser.fuse(graph, List.of("out"));
    assertEquals(1, Layers.ops(fused).get("_FusedMatMul"));
    assertFalse(Layers.ops(fused).containsKey(op));
    SameAnswers.assertSame(graph, fused, "out", 2, SIDE, SIDE, 3);
  }

  @Test
  void shouldLeaveABiasThatIsNotOneOfTheProductsChannels() {
    GraphDef graph =
        Layers.graph(
            Nodes.intVector("rows", -1, 3),
            reshape("flat", "image", "rows"),
            NodeDefs.constFloats("weights", List.of(3, 8), Layers.random(24)),
            Layers.op("conv", "MatMul", "flat", "weights"),
            Nodes.intVector("places", -1, 2, 4),
            reshape("reshaped", "conv", "places"),
            Layers.vector("biases", 1, 2, 3, 4),
            Layers.op("out", "AddV2", "reshaped", "biases"));
    assertUntouched(graph, "out");
  }

  @Test
  void shouldFuseEachLayerOfInceptionV3() {
    List<String> outputs = List.of("softmax");
    BatchedGraph batched = Graphs.batchedInceptionV3();
    GraphDef fused =
        InferenceOptimizer.optimize(batched, outputs, Graphs.portableAnd(GraphRewrite.LAYERS_FUSED))
            .graph();
    Map<String, Integer> ops = Layers.ops(fused);
    assertEquals(94, ops.get("_FusedConv2D"));
    assertEquals(1, ops.get("_FusedMatMul"));
    assertFalse(ops.containsKey("BiasAdd"));
    // Behind the pools that have been moved.
    assertEquals(8, ops.get("Relu"));
  }
}
