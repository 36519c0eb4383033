package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class FloatOpsTest {
  private static Map<String, Integer> between(GraphDef graph, Set<String> floats, String output) {
    return FloatOps.between(
        SmallNetwork.quantizer(graph, List.of(output)).quantize(floats).graph(), List.of(output));
  }

  @Test
  void shouldFindNothingWhereOneLayerFollowsTheOther() {
    assertEquals(Map.of(), between(SmallNetwork.graph(), Set.of(), "behind"));
  }

  @Test
  void shouldCountTheLayersThatStayFloat() {
    assertEquals(
        Map.of("Conv2D", 1, "BiasAdd", 1, "Relu6", 1),
        between(SmallNetwork.graph(), Set.of("wide/layer"), "behind"));
  }

  @Test
  void shouldCountActivationsThatHaveNoKernel() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef node : SmallNetwork.graph().getNodeList()) {
      graph.addNode(
          node.getName().equals("first") ? node.toBuilder().setOp("Softplus").build() : node);
    }
    assertEquals(Map.of("Softplus", 1), between(graph.build(), Set.of(), "behind"));
  }
}
