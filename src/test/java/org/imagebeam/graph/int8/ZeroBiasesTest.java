package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ZeroBiasesTest {
  private static final List<String> OUTPUTS = List.of(SmallNetwork.OUTPUT);

  /** Without the biases of two layers. */
  private static GraphDef graph() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    List<String> without = List.of("wide", "depthwise");
    for (NodeDef node : SmallNetwork.graph().getNodeList()) {
      if (without.contains(node.getName())) {
        graph.addNode(node.toBuilder().setInput(0, node.getName() + "/layer"));
      } else if (!without.contains(node.getName().replace("/biased", ""))) {
        graph.addNode(node);
      }
    }
    return graph.build();
  }

  @Test
  void shouldLetLayersWithoutABiasComputeInInt8() {
    GraphDef biased = ZeroBiases.add(graph(), OUTPUTS);
    GraphIndex index = new GraphIndex(biased);
    NodeDef bias = index.get("depthwise/layer/biased");
    assertEquals("BiasAdd", bias.getOp());
    assertArrayEquals(new float[32], FloatTensor.read(index.input(bias, 1)).values());
    QuantizationPlan plan = QuantizationPlan.of(biased, OUTPUTS);
    assertEquals(10, plan.convolutions().size(), plan.obstacles().toString());
  }

  @Test
  void shouldAnswerAsBefore() {
    float[] expected = SmallNetwork.run(graph(), false, OUTPUTS).get(SmallNetwork.OUTPUT);
    GraphDef biased = ZeroBiases.add(graph(), OUTPUTS);
    assertArrayEquals(
        expected, SmallNetwork.run(biased, false, OUTPUTS).get(SmallNetwork.OUTPUT), 1e-6f);
  }

  @Test
  void shouldLeaveWhatHasABiasOrIsFetched() {
    assertEquals(SmallNetwork.graph(), ZeroBiases.add(SmallNetwork.graph(), OUTPUTS));
    List<String> fetched = List.of("wide/layer", "depthwise/layer");
    assertEquals(graph(), ZeroBiases.add(graph(), fetched));
  }
}
