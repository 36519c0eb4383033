package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class AffineFuserTest {
  private static final int CHANNELS = 16;

  private static GraphDef graph(int channels, NodeDef... nodes) {
    return GraphDef.newBuilder()
        .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, 4, 4, channels))
        .addNode(NodeDefs.constFloats("s", List.of(channels), Layers.random(channels)))
        .addNode(NodeDefs.constFloats("o", List.of(1, 1, 1, channels), Layers.random(channels)))
        .addAllNode(List.of(nodes))
        .build();
  }

  private static Map<String, Integer> fused(GraphDef graph) {
    GraphDef fused = AffineFuser.fuse(graph, List.of("out"));
    SameAnswers.assertSameWhereFused(graph, fused, "out", 2, 4, 4, CHANNELS);
    return Layers.ops(fused);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Relu", "Relu6", "Elu"})
  void shouldFuseABatchNormWithItsActivation(String activation) {
    GraphDef graph =
        graph(
            CHANNELS,
            Layers.op("scaled", "Mul", "image", "s"),
            Layers.op("moved", "AddV2", "o", "scaled"),
            Layers.op("out", activation, "moved"));
    assertEquals(
        Map.of("Placeholder", 1, "Const", 2, "_FusedDepthwiseConv2dNative", 1), fused(graph));
  }

  @Test
  void shouldFuseTheNormOfATensorThatOthersRead() {
    GraphDef graph =
        graph(
            CHANNELS,
            Layers.op("scaled", "Mul", "image", "s"),
            Layers.op("moved", "AddV2", "scaled", "o"),
            Layers.op("relu", "Relu", "moved"),
            Layers.op("out", "AddV2", "relu", "image"));
    Map<String, Integer> ops = fused(graph);
    assertEquals(1, ops.get("_FusedDepthwiseConv2dNative"));
    assertEquals(1, ops.get("AddV2"));
  }

  @Test
  void shouldLeaveOneNodeAlone() {
    GraphDef graph = graph(CHANNELS, Layers.op("out", "Mul", "image", "s"));
    assertEquals(graph.getNodeCount() - 1, AffineFuser.fuse(graph, List.of("out")).getNodeCount());
    assertEquals(1, fused(graph).get("Mul"));
  }

  @Test
  void shouldLeaveFewChannelsAndNodesThatWait() {
    GraphDef few =
        graph(
            3, Layers.op("scaled", "Mul", "image", "s"), Layers.op("out", "AddV2", "scaled", "o"));
    assertEquals(few, AffineFuser.fuse(few, List.of("out")));
    GraphDef waiting =
        graph(
            CHANNELS,
            Layers.op("scaled", "Mul", "image", "s", "^o"),
            Layers.op("out", "AddV2", "scaled", "o"));
    assertEquals(1, Layers.ops(AffineFuser.fuse(waiting, List.of("out"))).get("Mul"));
  }
}
