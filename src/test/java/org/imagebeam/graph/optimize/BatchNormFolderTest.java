package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.Reshaping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

class BatchNormFolderTest {
  private static final NodeDef MEAN = Layers.vector("mean", 4, 40);
  private static final NodeDef VARIANCE = Layers.vector("variance", 3.75f, 24.75f);
  private static final NodeDef BETA = Layers.vector("beta", 1, 2);
  private static final NodeDef GAMMA = Layers.vector("gamma", 3, 4);

  /** BatchNormWithGlobalNormalization does not load from a graph of a later producer. */
  private static GraphDef old(GraphDef graph) {
    return graph.toBuilder().setVersions(VersionDef.newBuilder().setProducer(8)).build();
  }

  private static NodeDef globalNorm(boolean scales) {
    return NodeDefs.floatNode(
            "norm", "BatchNormWithGlobalNormalization", "conv", "mean", "variance", "beta", "gamma")
        .putAttr("variance_epsilon", NodeDefs.real(0.25f))
        .putAttr("scale_after_normalization", NodeDefs.bool(scales))
        .build();
  }

  private static NodeDef.Builder fusedNorm(String op) {
    NodeDef.Builder norm =
        NodeDefs.floatNode("norm", op, "conv", "gamma", "beta", "mean", "variance")
            .putAttr("epsilon", NodeDefs.real(0.25f))
            .putAttr("is_training", NodeDefs.bool(false));
    return op.equals("FusedBatchNorm") ? norm : norm.putAttr("U", NodeDefs.type(DataType.DT_FLOAT));
  }

  private static GraphDef normed(NodeDef norm) {
    return old(Layers.behindConv(MEAN, VARIANCE, BETA, GAMMA, norm));
  }

  /** Folds, and asserts that answers are equal, the rewrite is done, and once for all. */
  private static GraphDef folded(GraphDef graph, String output, float... expected) {
    GraphDef folded = BatchNormFolder.fold(graph, List.of(output));
    assertArrayEquals(expected, Layers.answer(graph, output), 1e-4f);
    assertArrayEquals(expected, Layers.answer(folded, output), 1e-4f);
    assertEquals(folded, BatchNormFolder.fold(folded, List.of(output)));
    return folded;
  }

  private static void assertOneLayer(GraphDef folded, String op) {
    assertEquals(Map.of("Placeholder", 1, "Const", 2, op, 1, "BiasAdd", 1), Layers.ops(folded));
  }

  private static void assertUntouched(GraphDef graph, String... outputs) {
    assertEquals(graph, BatchNormFolder.fold(graph, List.of(outputs)));
  }

  @Test
  void shouldFoldTheBatchNormOf2015() {
    GraphDef folded = folded(normed(globalNorm(true)), "norm", 16, 82);
    assertOneLayer(folded, "Conv2D");
    assertArrayEquals(
        new float[] {1.5f, 8, 3, 16, 4.5f, 24},
        Layers.floats(folded, "conv/folded_weights"),
        1e-6f);
    assertArrayEquals(new float[] {-5, -30}, Layers.floats(folded, "norm/folded_bias"), 1e-5f);
    assertEquals(
        List.of("image", "conv/folded_weights", "conv", "norm/folded_bias", "norm"),
        folded.getNodeList().stream().map(NodeDef::getName).toList());
  }

  @Test
  void shouldLeaveGammaOutWhereTheNormDoes() {
    assertOneLayer(folded(normed(globalNorm(false)), "norm", 6, 22), "Conv2D");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"})
  void shouldFoldFusedBatchNorms(String op) {
    assertOneLayer(folded(normed(fusedNorm(op).build()), "norm", 16, 82), "Conv2D");
  }

  @Test
  void shouldTakeTheEpsilonThatAnOpHasByDefault() {
    GraphDef graph =
        Layers.behindConv(
            Layers.vector("mean", 0, 0),
            Layers.vector("variance", 0.0003f, 0.0024f),
            BETA,
            GAMMA,
            fusedNorm("FusedBatchNormV3").removeAttr("epsilon").build());
    // sqrt(0.0004) is 0.02, and sqrt(0.0025) is 0.05.
    float[] answer = Layers.answer(BatchNormFolder.fold(graph, List.of("norm")), "norm");
    assertArrayEquals(new float[] {2101, 11202}, answer, 0.05f);
    assertArrayEquals(Layers.answer(graph, "norm"), answer, 0.05f);
  }

  @Test
  void shouldLeaveNormsOfTrainingAlone() {
    GraphDef graph = normed(fusedNorm("FusedBatchNormV3").build());
    NodeDef training =
        fusedNorm("FusedBatchNormV3").putAttr("is_training", NodeDefs.bool(true)).build();
    assertUntouched(normed(training), "norm");
    assertUntouched(normed(fusedNorm("FusedBatchNorm").removeAttr("is_training").build()), "norm");
    NodeDef reader = Layers.op("moments", "Identity", "norm:1");
    assertUntouched(graph.toBuilder().addNode(reader).build(), "norm", "moments");
  }

  @ParameterizedTest
  @CsvSource({
    "Add, conv, c, 17, 145",
    "Add, c, conv, 17, 145",
    "AddV2, conv, c, 17, 145",
    "Mul, conv, c, 42, 700",
    "Mul, c, conv, 42, 700",
    "Sub, conv, c, 11, 135",
    "Sub, c, conv, -11, -135"
  })
  void shouldFoldArithmeticOfOneConstantAChannel(
      String op, String left, String right, float first, float second) {
    NodeDef node = Layers.op("out", op, left, right);
    for (NodeDef constant :
        List.of(Layers.vector("c", 3, 5), NodeDefs.constFloats("c", List.of(1, 1, 1, 2), 3, 5))) {
      GraphDef graph = Layers.behindConv(constant, node);
      assertOneLayer(folded(graph, "out", first, second), "Conv2D");
    }
  }

  @Test
  void shouldFoldScalars() {
    NodeDef half = Layers.op("out", "Mul", "half", "conv");
    for (List<Integer> shape : List.of(List.<Integer>of(), List.of(1), List.of(1, 1))) {
      GraphDef graph = Layers.behindConv(NodeDefs.constFloats("half", shape, 0.5f), half);
      assertOneLayer(folded(graph, "out", 7, 70), "Conv2D");
    }
  }

  @Test
  void shouldFoldAWholeRowOfFollowers() {
    GraphDef graph =
        old(
            Layers.behindConv(
                Layers.vector("b", 4, 40),
                Layers.op("biased", "BiasAdd", "conv", "b"),
                MEAN,
                VARIANCE,
                BETA,
                GAMMA,
                globalNorm(true).toBuilder().setInput(0, "biased").build(),
                Layers.vector("c", 2, -1),
                Layers.op("scaled", "Mul", "norm", "c"),
                Layers.op("shifted", "Sub", "c", "scaled"),
                Layers.op("out", "Relu", "shifted")));
    // (14 + 4 - 4) / 2 * 3 + 1 = 22, then 2 - 44; (140 + 40 - 40) / 5 * 4 + 2 = 114, then -1 + 114.
    GraphDef folded = folded(graph, "out", 0, 113);
    assertEquals(
        Map.of("Placeholder", 1, "Const", 2, "Conv2D", 1, "BiasAdd", 1, "Relu", 1),
        Layers.ops(folded));
    assertEquals("BiasAdd", new GraphIndex(folded).get("shifted").getOp());
  }

  @Test
  void shouldFoldDepthwiseLayers() {
    GraphDef graph =
        Layers.graph(
            NodeDefs.constFloats("weights", List.of(1, 1, 3, 2), 1, 2, 3, 4, 5, 6),
            Layers.conv("DepthwiseConv2dNative", "conv", "image", "weights").build(),
            Layers.vector("c", 1, 10, 100, 1000, 10_000, 100_000),
            Layers.op("out", "Mul", "conv", "c"));
    GraphDef folded = folded(graph, "out", 1, 20, 600, 8000, 150_000, 1_800_000);
    assertOneLayer(folded, "DepthwiseConv2dNative");
    assertArrayEquals(
        new float[] {1, 20, 300, 4000, 50_000, 600_000},
        Layers.floats(folded, "conv/folded_weights"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldFoldMatrices(boolean transposed) {
    NodeDef weights =
        transposed
            ? NodeDefs.constFloats("weights", List.of(2, 3), 1, 2, 3, 10, 20, 30)
            : NodeDefs.constFloats("weights", List.of(3, 2), 1, 10, 2, 20, 3, 30);
    GraphDef graph =
        Layers.graph(
            NodeDefs.constInts("shape", List.of(2), -1, 3),
            Reshaping.reshape("flat", "image", "shape"),
            weights,
            NodeDefs.floatNode("product", "MatMul", "flat", "weights")
                .putAttr("transpose_b", NodeDefs.bool(transposed))
                .build(),
            Layers.vector("c", 3, 5),
            Layers.op("scaled", "Mul", "product", "c"),
            Layers.op("out", "AddV2", "scaled", "c"));
    assertEquals(
        Map.of("Placeholder", 1, "Const", 3, "Reshape", 1, "MatMul", 1, "BiasAdd", 1),
        Layers.ops(folded(graph, "out", 45, 705)));
  }

  @Test
  void shouldGiveLayersOfSharedWeightsTheirOwn() {
    GraphDef graph =
        Layers.behindConv(
            Layers.conv("Conv2D", "conv_1", "image", "weights").build(),
            Layers.vector("c", 3, 5),
            Layers.op("scaled", "Mul", "conv", "c"),
            Layers.op("out", "Concat", "axis", "scaled", "conv_1").toBuilder()
                .putAttr("N", NodeDefs.integer(2))
                .build(),
            NodeDefs.constInt("axis", 3));
    folded(graph, "out", 42, 700, 14, 140);
  }

  @Test
  void shouldNotFoldLayersThatOthersRead() {
    NodeDef c = Layers.vector("c", 3, 5);
    NodeDef scaled = Layers.op("scaled", "Mul", "conv", "c");
    assertUntouched(Layers.behindConv(c, scaled, Layers.op("out", "Add", "scaled", "conv")), "out");
    assertUntouched(Layers.behindConv(c, scaled), "scaled", "conv");
    assertUntouched(Layers.behindConv(Layers.op("out", "Mul", "conv", "conv")), "out");
    NodeDef waiting = Layers.op("waiting", "Identity", "image", "^conv");
    assertUntouched(Layers.behindConv(c, scaled, waiting), "scaled", "waiting");
  }

  @Test
  void shouldStopAtTheFirstFollowerThatIsSeen() {
    NodeDef c = Layers.vector("c", 3, 5);
    GraphDef graph =
        Layers.behindConv(
            c, Layers.op("scaled", "Mul", "conv", "c"), Layers.op("out", "Add", "scaled", "c"));
    GraphDef folded = BatchNormFolder.fold(graph, List.of("scaled", "out"));
    assertArrayEquals(new float[] {42, 700}, Layers.answer(folded, "scaled"), 1e-4f);
    assertArrayEquals(new float[] {45, 705}, Layers.answer(folded, "out"), 1e-4f);
    assertEquals("BiasAdd", new GraphIndex(folded).get("scaled").getOp());
    assertEquals(List.of("scaled", "c"), new GraphIndex(folded).get("out").getInputList());
  }

  @Test
  void shouldFeedAllThatReadTheLastFollower() {
    GraphDef graph =
        Layers.behindConv(
            Layers.vector("c", 3, 5),
            Layers.op("scaled", "Mul", "conv", "c"),
            Layers.op("one", "Relu", "scaled"),
            Layers.op("two", "Neg", "scaled:0"),
            Layers.op("out", "Sub", "one", "two"));
    folded(graph, "out", 84, 1400);
  }

  @Test
  void shouldLeaveALayerAndItsBiasAsTheyAre() {
    assertUntouched(
        Layers.behindConv(Layers.vector("c", 3, 5), Layers.op("out", "BiasAdd", "conv", "c")),
        "out");
  }

  @Test
  void shouldNotFoldConstantsThatAreNotOneAChannel() {
    NodeDef scaled = Layers.op("out", "Mul", "conv", "c");
    for (List<Integer> shape :
        List.of(List.of(2, 1), List.of(1, 1, 1, 1, 2), List.of(2, 1, 1, 1))) {
      assertUntouched(Layers.behindConv(NodeDefs.constFloats("c", shape, 3, 5), scaled), "out");
    }
    assertUntouched(Layers.behindConv(NodeDefs.placeholder("c", DataType.DT_FLOAT), scaled), "out");
    NodeDef deep = Layers.op("out", "Mul", "conv", "image");
    assertUntouched(Layers.behindConv(deep), "out");
  }

  @Test
  void shouldNotFoldIntoLayersOfAnotherKind() {
    NodeDef c = Layers.vector("c", 3, 5);
    NodeDef scaled = Layers.op("out", "Mul", "conv", "c");
    NodeDef first = Layers.CONV.toBuilder().putAttr("data_format", NodeDefs.string("NCHW")).build();
    assertUntouched(Layers.graph(Layers.WEIGHTS, first, c, scaled), "out");
    NodeDef fed = NodeDefs.placeholder("weights", DataType.DT_FLOAT);
    assertUntouched(Layers.graph(fed, Layers.CONV, c, scaled), "out");
    NodeDef waits = scaled.toBuilder().addInput("^image").build();
    assertUntouched(Layers.graph(Layers.WEIGHTS, Layers.CONV, c, waits), "out");
  }

  @Test
  void shouldNotFoldWhatFloatsDoNotHold() {
    GraphDef graph =
        Layers.behindConv(
            Layers.vector("c", 1e30f, 1),
            Layers.op("once", "Mul", "conv", "c"),
            Layers.op("out", "Mul", "once", "c"));
    assertUntouched(graph, "out");
  }

  @Test
  void shouldTakeNamesThatAreFree() {
    GraphDef graph =
        Layers.behindConv(
            Layers.vector("out/folded_bias", 3, 5),
            Layers.op("out", "Mul", "conv", "out/folded_bias"));
    GraphDef folded = folded(graph, "out", 42, 700);
    assertEquals("out/folded_bias_1", new GraphIndex(folded).get("out").getInput(1));
  }

  @Test
  void shouldKeepVersions() {
    GraphDef graph = normed(globalNorm(true));
    assertEquals(graph.getVersions(), BatchNormFolder.fold(graph, List.of("norm")).getVersions());
  }

  @Test
  void shouldRefuseDamagedConstants() {
    NodeDef damaged = Layers.cutShort(GAMMA);
    GraphDef graph = old(Layers.behindConv(MEAN, VARIANCE, BETA, damaged, globalNorm(true)));
    assertRefused(
        graph, "norm", "node 'gamma' (Const) does not hold the values that its shape promises");
    GraphDef weights =
        Layers.graph(
            Layers.cutShort(Layers.WEIGHTS),
            Layers.CONV,
            Layers.vector("c", 3, 5),
            Layers.op("out", "Mul", "conv", "c"));
    assertRefused(
        weights, "out", "node 'weights' (Const) does not hold the values that its shape promises");
  }

  @Test
  void shouldRefuseParametersThatDoNotMatchTheChannels() {
    NodeDef three = Layers.vector("gamma", 1, 2, 3);
    assertRefused(
        old(Layers.behindConv(MEAN, VARIANCE, BETA, three, globalNorm(true))),
        "norm",
        "node 'norm' (BatchNormWithGlobalNormalization) has parameters of shape [3] for 2 channels");
    GraphDef flat = Layers.graph(Layers.vector("weights", 1, 2, 3), Layers.CONV);
    assertRefused(
        flat,
        "conv",
        "node 'weights' (Const) has the shape [3], which can't be the weights of a Conv2D");
  }

  @Test
  void shouldNameMissingNodes() {
    assertRefused(Layers.behindConv(), "nowhere", "the graph has no node 'nowhere'");
  }

  private static void assertRefused(GraphDef graph, String output, String message) {
    GraphException e =
        assertThrows(GraphException.class, () -> BatchNormFolder.fold(graph, List.of(output)));
    assertEquals(message, e.getMessage());
  }
}
