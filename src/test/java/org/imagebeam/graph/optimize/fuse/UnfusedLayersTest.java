package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class UnfusedLayersTest {
  private static final NodeDef BIASES = Layers.vector("biases", 1, 2);

  private static boolean areIn(GraphDef graph) {
    return UnfusedLayers.areIn(graph, List.of("out"));
  }

  @Test
  void shouldFindWhatTensorFlowWouldJoin() {
    GraphDef bias = Layers.behindConv(BIASES, Layers.op("out", "BiasAdd", "conv", "biases"));
    assertEquals(true, areIn(bias));
    assertEquals(false, areIn(LayerFuser.fuse(bias, List.of("out"))));
    NodeDef computed = Layers.op("computed", "Neg", "biases");
    GraphDef left =
        Layers.behindConv(BIASES, computed, Layers.op("out", "BiasAdd", "conv", "computed"));
    assertEquals(true, areIn(LayerFuser.fuse(left, List.of("out"))));
  }

  @Test
  void shouldLeaveOutWhatItWouldNot() {
    assertEquals(false, areIn(Layers.behindConv(Layers.op("out", "Relu", "conv"))));
    assertEquals(
        false,
        areIn(Layers.behindConv(BIASES, Layers.op("out", "BiasAdd", "conv", "biases", "^conv"))));
    NodeDef wide = NodeDefs.constFloats("weights", List.of(1, 1, 1, 6), Layers.random(6));
    GraphDef groups =
        Layers.graph(
            wide,
            Layers.CONV,
            Layers.vector("biases", Layers.random(6)),
            Layers.op("out", "BiasAdd", "conv", "biases"));
    assertEquals(false, areIn(groups));
  }
}
