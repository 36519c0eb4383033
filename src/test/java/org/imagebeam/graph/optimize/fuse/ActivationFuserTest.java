package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.SameAnswers;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ActivationFuserTest {
  private static GraphDef behindANeg(Activations activation) {
    List<NodeDef> nodes = new ArrayList<>(List.of(Layers.op("bias", "Neg", "image")));
    nodes.addAll(activation.nodes());
    return Layers.graph(nodes.toArray(NodeDef[]::new));
  }

  private static GraphDef fused(GraphDef graph) {
    GraphDef fused = ActivationFuser.fuse(graph, List.of("out"));
    SameAnswers.assertSameWhereFused(graph, fused, "out", 2, 4, 4, 3);
    return fused;
  }

  @Test
  void shouldWriteASwishAndAMishAsOneOp() {
    assertEquals(
        Map.of("Placeholder", 1, "Neg", 1, "_MklSwish", 1),
        Layers.ops(fused(behindANeg(Activations.swish()))));
    assertEquals(
        Map.of("Placeholder", 1, "Neg", 1, "_MklSwish", 1),
        Layers.ops(fused(behindANeg(Activations.keras3Swish()))));
    assertEquals(
        Map.of("Placeholder", 1, "Neg", 1, "_MklFusedMish", 1),
        Layers.ops(fused(behindANeg(Activations.mish()))));
  }

  @Test
  void shouldLeaveOthers() {
    for (Activations other :
        List.of(
            Activations.keras3HardSwish(), Activations.keras3Gelu(), Activations.geluByTanh())) {
      GraphDef graph = behindANeg(other);
      assertEquals(graph, ActivationFuser.fuse(graph, List.of("out")), other.name());
    }
  }
}
