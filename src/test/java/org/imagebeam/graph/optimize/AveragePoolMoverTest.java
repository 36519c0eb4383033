package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class AveragePoolMoverTest {
  private static final int SIDE = 5;

  private static NodeDef.Builder pool(String name, String input) {
    return NodeDefs.floatNode(name, "AvgPool", input)
        .putAttr("ksize", NodeDefs.integers(List.of(1L, 3L, 3L, 1L)))
        .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
        .putAttr("padding", NodeDefs.string("SAME"));
  }

  private static final NodeDef POOL = pool("pool", "image").build();
  private static final NodeDef CONV = Layers.conv("Conv2D", "conv", "pool", "weights").build();
  private static final NodeDef BIASES = Layers.vector("biases", 7, -500);
  private static final NodeDef BIAS = Layers.op("bias", "BiasAdd", "conv", "biases");

  private static float[] answer(GraphDef graph, String output) {
    float[] image = new float[SIDE * SIDE * 3];
    Random random = new Random(7);
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextInt(256);
    }
    return BatchedRun.of(graph, SIDE, SIDE, image, output).values();
  }

  private static GraphDef moved(GraphDef graph, String output) {
    GraphDef moved = AveragePoolMover.move(graph, List.of(output));
    assertArrayEquals(answer(graph, output), answer(moved, output), 1e-2f);
    assertEquals(moved, AveragePoolMover.move(moved, List.of(output)));
    return moved;
  }

  private static void assertUntouched(GraphDef graph, String... outputs) {
    assertEquals(graph, AveragePoolMover.move(graph, List.of(outputs)));
  }

  private static List<String> names(GraphDef graph) {
    return graph.getNodeList().stream().map(NodeDef::getName).toList();
  }

  @Test
  void shouldMoveAPoolBehindTheConvolutionAndItsBias() {
    GraphDef graph =
        Layers.graph(Layers.WEIGHTS, BIASES, POOL, CONV, BIAS, Layers.op("out", "Relu", "bias"));
    GraphDef moved = moved(graph, "out");
    assertEquals(
        List.of("image", "weights", "biases", "conv", "bias/before_pool", "bias", "out"),
        names(moved));
    GraphIndex index = new GraphIndex(moved);
    assertEquals(List.of("image", "weights"), index.get("conv").getInputList());
    assertEquals("BiasAdd", index.get("bias/before_pool").getOp());
    assertEquals(List.of("bias/before_pool"), index.get("bias").getInputList());
    assertEquals(POOL.getAttrMap(), index.get("bias").getAttrMap());
  }

  @Test
  void shouldMoveAPoolBehindAConvolutionWithoutBias() {
    GraphDef moved = moved(Layers.graph(Layers.WEIGHTS, POOL, CONV), "conv");
    assertEquals(List.of("image", "weights", "conv/before_pool", "conv"), names(moved));
  }

  @Test
  void shouldMovePoolsThatFollowEachOther() {
    NodeDef narrow = NodeDefs.constFloats("narrow", List.of(1, 1, 2, 1), 1, -1);
    GraphDef graph =
        Layers.graph(
            Layers.WEIGHTS,
            POOL,
            CONV,
            pool("pool_1", "conv").build(),
            narrow,
            Layers.conv("Conv2D", "conv_1", "pool_1", "narrow").build());
    GraphDef moved = AveragePoolMover.move(graph, List.of("conv_1"));
    assertArrayEquals(answer(graph, "conv_1"), answer(moved, "conv_1"), 1e-2f);
    assertEquals("AvgPool", new GraphIndex(moved).get("conv_1").getOp());
  }

  @Test
  void shouldMoveTheEightPoolsOfInceptionV3ThatShrink() {
    List<String> outputs = List.of("softmax");
    GraphDef folded = BatchNormFolder.fold(InceptionV3.graphDef(1), outputs);
    GraphDef moved = AveragePoolMover.move(folded, outputs);
    // The checks stand between a convolution and its bias here, and the bias stays where it is.
    GraphIndex index = new GraphIndex(moved);
    long behind =
        moved.getNodeList().stream()
            .filter(node -> node.getOp().equals("AvgPool"))
            .filter(node -> index.input(node, 0).getOp().matches("Conv2D|BiasAdd"))
            .count();
    assertEquals(8, behind);
    assertEquals(Layers.ops(folded), Layers.ops(moved));
  }

  @Test
  void shouldLeavePoolsThatWouldGrow() {
    NodeDef wide = NodeDefs.constFloats("weights", List.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertUntouched(Layers.graph(wide, POOL, CONV), "conv");
  }

  @Test
  void shouldLeavePoolsThatOthersSee() {
    GraphDef graph = Layers.graph(Layers.WEIGHTS, POOL, CONV);
    assertUntouched(graph, "conv", "pool");
    assertUntouched(
        graph.toBuilder().addNode(Layers.op("other", "Relu", "pool")).build(), "conv", "other");
  }

  @Test
  void shouldLeaveTheBiasInPlaceThatIsNoConstant() {
    GraphDef graph =
        Layers.graph(
            Layers.WEIGHTS,
            POOL,
            CONV,
            Layers.vector("c", 1, 2),
            Layers.op("computed", "Neg", "c"),
            Layers.op("bias", "BiasAdd", "conv", "computed"));
    GraphDef moved = moved(graph, "bias");
    assertEquals("AvgPool", new GraphIndex(moved).get("conv").getOp());
  }

  @Test
  void shouldLeavePoolsBeforeWiderKernels() {
    NodeDef kernel = NodeDefs.constFloats("weights", List.of(1, 2, 3, 1), 1, 2, 3, 4, 5, 6);
    assertUntouched(Layers.graph(kernel, POOL, CONV), "conv");
  }

  @Test
  void shouldLeavePoolsThatShrinkTheImage() {
    NodeDef strided =
        pool("pool", "image")
            .putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)))
            .build();
    assertUntouched(Layers.graph(Layers.WEIGHTS, strided, CONV), "conv");
    NodeDef striding =
        CONV.toBuilder().putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L))).build();
    assertUntouched(Layers.graph(Layers.WEIGHTS, POOL, striding), "conv");
  }

  /** In front of a global pool the convolution would have 25 places to do instead of one. */
  @ParameterizedTest
  @ValueSource(longs = {2, SIDE})
  void shouldLeavePoolsThatAreNotPadded(long window) {
    NodeDef global =
        pool("pool", "image")
            .putAttr("ksize", NodeDefs.integers(List.of(1L, window, window, 1L)))
            .putAttr("padding", NodeDefs.string("VALID"))
            .build();
    assertUntouched(Layers.graph(Layers.WEIGHTS, BIASES, global, CONV, BIAS), "bias");
  }

  /** The mean at an edge is of the places inside alone, and so is that of the biases. */
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, SIDE, SIDE + 2})
  void shouldAnswerAlikeAtTheEdges(long window) {
    NodeDef padded =
        pool("pool", "image")
            .putAttr("ksize", NodeDefs.integers(List.of(1L, window, window, 1L)))
            .build();
    GraphDef moved = moved(Layers.graph(Layers.WEIGHTS, BIASES, padded, CONV, BIAS), "bias");
    assertEquals("AvgPool", new GraphIndex(moved).get("bias").getOp());
  }

  @ParameterizedTest
  @ValueSource(strings = {"MaxPool", "Relu"})
  void shouldLeaveWhatIsNoMean(String op) {
    NodeDef other = POOL.toBuilder().setOp(op).build();
    assertUntouched(Layers.graph(Layers.WEIGHTS, other, CONV), "conv");
  }

  @Test
  void shouldLeaveChannelsThatComeFirst() {
    NodeDef first = pool("pool", "image").putAttr("data_format", NodeDefs.string("NCHW")).build();
    assertUntouched(Layers.graph(Layers.WEIGHTS, first, CONV), "conv");
    assertEquals(
        Map.of("Placeholder", 1, "Const", 1, "AvgPool", 1, "Conv2D", 1),
        Layers.ops(Layers.graph(Layers.WEIGHTS, first, CONV)));
    assertEquals(DataType.DT_FLOAT, first.getAttrOrThrow("T").getType());
  }
}
