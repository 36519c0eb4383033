package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class GraphQuantizerTest {
  private static final List<String> OUTPUTS = List.of(SmallNetwork.OUTPUT, "linear");

  @Test
  void shouldAnswerNearlyAsBefore() {
    GraphDef graph = SmallNetwork.graph();
    GraphDef rounded = SmallNetwork.quantized(graph, OUTPUTS).graph();
    Map<String, float[]> expected = SmallNetwork.run(graph, false, OUTPUTS);
    Map<String, float[]> actual = SmallNetwork.run(rounded, false, OUTPUTS);
    for (String output : OUTPUTS) {
      float difference = SmallNetwork.difference(expected.get(output), actual.get(output));
      assertTrue(difference > 0, output);
      assertEquals(0, difference / SmallNetwork.largest(expected.get(output)), 0.03, output);
    }
  }

  @Test
  void shouldPadWithWhatStandsForZero() {
    List<String> outputs = List.of("bordered");
    GraphDef graph = SmallNetwork.graph();
    GraphQuantizer.Quantized quantized = SmallNetwork.quantized(graph, outputs);
    assertTrue(quantized.layers().contains("bordered/layer"), quantized.layers().toString());
    assertTrue(quantized.ranges().get("sum").zero() > 0, quantized.ranges().toString());
    float[] expected = SmallNetwork.run(graph, false, outputs).get("bordered");
    float[] actual = SmallNetwork.run(quantized.graph(), false, outputs).get("bordered");
    assertEquals(
        0,
        SmallNetwork.difference(SmallNetwork.edge(expected), SmallNetwork.edge(actual))
            / SmallNetwork.largest(expected),
        0.03);
  }

  @Test
  void shouldLeaveALayerWithABorderOfUnknownWidth() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef node : SmallNetwork.graph().getNodeList()) {
      NodeDef.Builder changed = node.toBuilder();
      if (node.getName().equals(SmallNetwork.INPUT)) {
        changed
            .mergeFrom(Nodes.placeholder("", DataType.DT_FLOAT, -1, -1, -1, 3))
            .setName("pixels");
      } else if (node.getName().equals("bordered/layer")) {
        changed.putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)));
      }
      graph.addNode(changed);
    }
    GraphQuantizer.Quantized quantized =
        SmallNetwork.quantized(graph.build(), List.of("behind", "bordered"));
    assertEquals(Set.of("bordered/layer"), quantized.bordered());
    assertFalse(quantized.layers().contains("bordered/layer"));
  }

  @Test
  void shouldLeaveADepthwiseLayerBetweenFloatOps() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef node : SmallNetwork.graph().getNodeList()) {
      boolean around = List.of("wide", "depthwise").contains(node.getName());
      graph.addNode(around ? node.toBuilder().setOp("Softplus").build() : node);
    }
    QuantizationPlan plan = QuantizationPlan.of(graph.build(), OUTPUTS);
    assertFalse(plan.convolutions().contains("depthwise/layer"), plan.convolutions().toString());
    assertTrue(plan.obstacles().get("depthwise/layer").startsWith("it is depthwise"));
    assertEquals(9, plan.convolutions().size(), plan.convolutions().toString());
  }

  @Test
  void shouldLeaveTheLayersThatAreToStayFloat() {
    GraphDef graph = SmallNetwork.graph();
    GraphQuantizer.Quantized quantized =
        SmallNetwork.quantizer(graph, OUTPUTS).quantize(Set.of("left/layer", "behind/layer"));
    assertEquals(8, quantized.layers().size(), quantized.layers().toString());
    assertFalse(quantized.layers().contains("left/layer"));
    assertFalse(quantized.layers().contains("behind/layer"));
  }

  @Test
  void shouldRoundWhatIsJoinedToTheSameValues() {
    GraphDef rounded =
        SmallNetwork.quantized(SmallNetwork.graph(), List.of(SmallNetwork.OUTPUT)).graph();
    List<QuantizedRange> ranges =
        rounded.getNodeList().stream()
            .filter(
                node ->
                    List.of("left/rounded", "right/rounded", "middle/rounded")
                        .contains(node.getName()))
            .map(node -> QuantizedRange.of(node).orElseThrow())
            .distinct()
            .toList();
    assertEquals(1, ranges.size(), ranges.toString());
    assertEquals(0, ranges.get(0).zero());
  }
}
