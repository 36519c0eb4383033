package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ConvolutionSplitterTest {
  private static final int SIDE = 4;

  private static NodeDef weights(int height, int width, int channels) {
    return NodeDefs.constFloats(
        "weights",
        List.of(height, width, 3, channels),
        Layers.random(height * width * 3 * channels));
  }

  private static NodeDef biases(int channels) {
    return NodeDefs.constFloats("biases", List.of(channels), Layers.random(channels));
  }

  private static final NodeDef CONV =
      Layers.conv("Conv2D", "conv", "image", "weights")
          .putAttr("padding", NodeDefs.string("SAME"))
          .build();
  private static final NodeDef BIAS = Layers.op("bias", "BiasAdd", "conv", "biases");
  private static final NodeDef RELU = Layers.op("relu", "Relu", "bias");

  private static float[] answer(GraphDef graph, String output) {
    return BatchedRun.of(graph, SIDE, SIDE, Layers.random(SIDE * SIDE * 3), output).values();
  }

  private static GraphDef split(GraphDef graph, String output) {
    GraphDef split = ConvolutionSplitter.split(graph, List.of(output));
    assertArrayEquals(answer(graph, output), answer(split, output), 1e-4f);
    assertEquals(split, ConvolutionSplitter.split(split, List.of(output)));
    return split;
  }

  private static void assertUntouched(GraphDef graph, String... outputs) {
    assertEquals(graph, ConvolutionSplitter.split(graph, List.of(outputs)));
  }

  private static List<Long> shape(GraphDef graph, String constant) {
    return FloatTensor.shapeOf(new GraphIndex(graph).get(constant));
  }

  @ParameterizedTest
  @CsvSource({"321, 2, 160, 161", "384, 2, 192, 192", "641, 3, 213, 214", "1000, 4, 250, 250"})
  void shouldSplitAWholeLayerIntoEvenParts(int channels, int parts, long first, long last) {
    GraphDef graph = Layers.graph(weights(3, 3, channels), biases(channels), CONV, BIAS, RELU);
    GraphDef split = split(graph, "relu");
    assertEquals(
        Map.of(
            "Placeholder",
            1,
            "Conv2D",
            parts,
            "BiasAdd",
            parts,
            "Relu",
            parts,
            "ConcatV2",
            1,
            "Const",
            2 * parts + 1),
        Layers.ops(split));
    assertEquals(List.of(3L, 3L, 3L, first), shape(split, "conv/part_0/values"));
    assertEquals(List.of(first), shape(split, "bias/part_0/values"));
    String end = "/part_" + (parts - 1) + "/values";
    assertEquals(List.of(3L, 3L, 3L, last), shape(split, "conv" + end));
    assertEquals(List.of(last), shape(split, "bias" + end));
  }

  @Test
  void shouldSplitABareConvolution() {
    GraphDef split = split(Layers.graph(weights(1, 3, 400), CONV), "conv");
    assertEquals(
        Map.of("Placeholder", 1, "Conv2D", 2, "ConcatV2", 1, "Const", 3), Layers.ops(split));
  }

  @Test
  void shouldJoinWhereSomebodyElseLooks() {
    GraphDef graph = Layers.graph(weights(3, 1, 400), biases(400), CONV, BIAS, RELU);
    GraphDef split = ConvolutionSplitter.split(graph, List.of("bias", "relu"));
    assertEquals(List.of("bias"), new GraphIndex(split).get("relu").getInputList());
    assertEquals("ConcatV2", new GraphIndex(split).get("bias").getOp());
    assertArrayEquals(answer(graph, "relu"), answer(split, "relu"), 1e-4f);
  }

  @Test
  void shouldJoinBeforeABiasThatIsComputed() {
    GraphDef graph =
        Layers.graph(
            weights(3, 3, 400),
            NodeDefs.constFloats("c", List.of(400), Layers.random(400)),
            Layers.op("biases", "Neg", "c"),
            CONV,
            BIAS);
    GraphDef split = split(graph, "bias");
    assertEquals("ConcatV2", new GraphIndex(split).get("conv").getOp());
  }

  @Test
  void shouldSplitALayerWhoseActivationWaits() {
    NodeDef waiting = RELU.toBuilder().addInput("^biases").build();
    GraphDef graph = Layers.graph(weights(3, 3, 400), biases(400), CONV, BIAS, waiting);
    GraphDef split = split(graph, "relu");
    assertEquals(2, Layers.ops(split).get("Relu"));
    assertEquals(
        List.of("bias/part_0", "^biases"), new GraphIndex(split).get("relu/part_0").getInputList());
  }

  @Test
  void shouldSplitTheElevenWideConvolutionsOfInceptionV3() {
    List<String> outputs = List.of("softmax");
    BatchedGraph batched = Graphs.batchedInceptionV3();
    GraphDef whole = InferenceOptimizer.optimize(batched, outputs, GraphRewrite.PORTABLE).graph();
    GraphDef split =
        InferenceOptimizer.optimize(
                batched, outputs, Graphs.portableAnd(GraphRewrite.CONVOLUTIONS_SPLIT))
            .graph();
    assertEquals(94, Layers.ops(whole).get("Conv2D"));
    assertEquals(94 + 11, Layers.ops(split).get("Conv2D"));
    assertEquals(11, Layers.ops(split).get("ConcatV2") - joins(whole));
  }

  private static int joins(GraphDef graph) {
    return Layers.ops(graph).getOrDefault("ConcatV2", 0);
  }

  @Test
  void shouldLeaveConvolutionsThatAreNotWide() {
    assertUntouched(Layers.graph(weights(3, 3, 320), biases(320), CONV, BIAS, RELU), "relu");
  }

  @Test
  void shouldLeavePointwiseConvolutions() {
    assertUntouched(Layers.graph(weights(1, 1, 400), CONV), "conv");
  }

  /** A part would be given all of the image's channels, and take them for its own groups'. */
  @Test
  void shouldLeaveConvolutionsInGroupsOrOfUnknownChannels() {
    NodeDef grouped =
        NodeDefs.constFloats("weights", List.of(3, 3, 1, 384), Layers.random(3 * 3 * 384));
    assertUntouched(Layers.graph(grouped, biases(384), CONV, BIAS, RELU), "relu");
    GraphDef any =
        Layers.graph(weights(3, 3, 384), CONV).toBuilder()
            .setNode(0, NodeDefs.placeholder("image", DataType.DT_FLOAT))
            .build();
    assertUntouched(any, "conv");
  }

  @Test
  void shouldLeaveWeightsThatAreComputed() {
    GraphDef graph =
        Layers.graph(
            weights(3, 3, 400).toBuilder().setName("stored").build(),
            Layers.op("weights", "Neg", "stored"),
            CONV);
    assertUntouched(graph, "conv");
  }

  @Test
  void shouldRefuseDamagedWeights() {
    GraphDef graph = Layers.graph(Layers.cutShort(weights(3, 3, 400)), CONV);
    GraphException e =
        assertThrows(GraphException.class, () -> ConvolutionSplitter.split(graph, List.of("conv")));
    assertEquals(
        "node 'weights' (Const) does not hold the values that its shape promises", e.getMessage());
  }
}
