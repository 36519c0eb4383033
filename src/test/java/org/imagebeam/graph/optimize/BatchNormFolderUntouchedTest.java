package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What is not folded, and what is refused. */
class BatchNormFolderUntouchedTest extends BatchNormFolderFixture {
  private static void assertUntouched(GraphDef graph, String... outputs) {
    assertEquals(graph, BatchNormFolder.fold(graph, List.of(outputs)));
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
        "node 'weights' (Const) has the shape [3], but the weights of a Conv2D have 4 dimensions");
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
