package org.imagebeam.graph.variables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class DifferentiableTest {
  private static final NodeDef DIM = NodeDefs.constInt("dim", 3);
  private static final NodeDef CONCAT =
      Layers.op("joined", "Concat", "dim", "conv", "image").toBuilder()
          .putAttr("N", NodeDefs.integer(2))
          .build();

  private static GraphDef rewritten(GraphDef graph, String constant) {
    GraphDef rewritten = Differentiable.rewrite(graph, List.of(constant));
    assertEquals(rewritten, Differentiable.rewrite(rewritten, List.of(constant)));
    return rewritten;
  }

  private static void assertSameAnswers(GraphDef graph, GraphDef other, String output) {
    assertArrayEquals(Layers.answer(graph, output), Layers.answer(other, output), 0, output);
  }

  @Test
  void shouldPutTheAxisOfAConcatLast() {
    GraphDef graph = Layers.behindConv(DIM, CONCAT);
    GraphDef rewritten = rewritten(graph, "weights");
    NodeDef joined = new GraphIndex(rewritten).get("joined");
    assertEquals("ConcatV2", joined.getOp());
    assertEquals(List.of("conv", "image", "dim"), joined.getInputList());
    assertArrayEquals(new float[] {14, 140, 1, 2, 3}, Layers.answer(rewritten, "joined"), 0);
    assertSameAnswers(graph, rewritten, "joined");
  }

  @Test
  void shouldLeaveAloneWhatNoGradientPasses() {
    GraphDef graph =
        Layers.behindConv(
            DIM,
            CONCAT,
            NodeDefs.constFloats("behind", List.of(1, 1, 5, 1), 1, 2, 3, 4, 5),
            Layers.conv("Conv2D", "next", "joined", "behind").build());
    assertEquals(graph, Differentiable.rewrite(graph, List.of("behind")));
    assertEquals(graph, Differentiable.rewrite(graph, List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FusedBatchNorm", "FusedBatchNormV2"})
  void shouldTakeTheThirdFusedBatchNorm(String op) {
    NodeDef.Builder norm =
        NodeDefs.floatNode("norm", op, "relu", "scale", "offset", "mean", "variance")
            .putAttr("is_training", NodeDefs.bool(false))
            .putAttr("epsilon", NodeDefs.real(0.25f));
    if (op.equals("FusedBatchNormV2")) {
      norm.putAttr("U", NodeDefs.type(DataType.DT_FLOAT));
    }
    GraphDef graph =
        Layers.behindConv(
            Layers.op("relu", "Relu", "conv"),
            Layers.vector("scale", 2, 3),
            Layers.vector("offset", 1, 0),
            Layers.vector("mean", 4, 40),
            Layers.vector("variance", 0.75f, 3.75f),
            norm.build());
    GraphDef rewritten = rewritten(graph, "weights");
    assertEquals("FusedBatchNormV3", new GraphIndex(rewritten).get("norm").getOp());
    assertArrayEquals(new float[] {21, 150}, Layers.answer(rewritten, "norm"), 1e-4f);
    assertSameAnswers(graph, rewritten, "norm");
  }

  private static NodeDef.Builder explicit(String op) {
    return Layers.conv(op, "padded", "image", "wide")
        .putAttr("padding", NodeDefs.string("EXPLICIT"))
        .putAttr("explicit_paddings", NodeDefs.integers(List.of(0L, 0L, 1L, 0L, 0L, 1L, 0L, 0L)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Conv2D", "DepthwiseConv2dNative"})
  void shouldPadInFrontOfAConvolution(String op) {
    GraphDef graph =
        Layers.graph(
            NodeDefs.constFloats(
                "wide", List.of(2, 2, 3, 1), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
            explicit(op).build());
    GraphDef rewritten = rewritten(graph, "wide");
    GraphIndex index = new GraphIndex(rewritten);
    assertEquals("VALID", index.get("padded").getAttrOrThrow("padding").getS().toStringUtf8());
    assertEquals(List.of("padded/pad", "wide"), index.get("padded").getInputList());
    assertSameAnswers(graph, rewritten, "padded");
  }

  @Test
  void shouldRefuseDilationsThatGradientsWouldPass() {
    GraphDef graph =
        Layers.behindConv(
            NodeDefs.constFloats("wide", List.of(1, 1, 2, 1), 1, 2),
            Layers.conv("Conv2D", "dilated", "conv", "wide")
                .putAttr("dilations", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)))
                .build(),
            NodeDefs.constFloats("last", List.of(1, 1, 1, 1), 1),
            Layers.conv("Conv2D", "end", "dilated", "last").build());
    GraphException e =
        assertThrows(GraphException.class, () -> Differentiable.rewrite(graph, List.of("weights")));
    assertEquals(
        "node 'dilated' (Conv2D) is dilated, and TensorFlow for Java has no gradient for that:"
            + " train only layers behind it",
        e.getMessage());
    assertEquals(graph, Differentiable.rewrite(graph, List.of("last")));
  }

  @Test
  void shouldRefuseDamagedGraphs() {
    GraphDef graph =
        Layers.behindConv(DIM, CONCAT.toBuilder().putAttr("N", NodeDefs.integer(3)).build());
    assertEquals(
        "node 'joined' (Concat) lacks inputs",
        assertThrows(GraphException.class, () -> Differentiable.rewrite(graph, List.of("weights")))
            .getMessage());
    assertEquals(
        "the graph has no node 'none'",
        assertThrows(GraphException.class, () -> Differentiable.rewrite(graph, List.of("none")))
            .getMessage());
  }
}
