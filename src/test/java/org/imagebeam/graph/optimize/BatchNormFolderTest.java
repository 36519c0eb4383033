package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.Reshaping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class BatchNormFolderTest extends BatchNormFolderFixture {
  private static void assertOneLayer(GraphDef folded, String op) {
    assertEquals(Map.of("Placeholder", 1, "Const", 2, op, 1, "BiasAdd", 1), Layers.ops(folded));
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
}
