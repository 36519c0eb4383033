package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.InvalidProtocolBufferException;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

class GraphFingerprintTest {
  private static final GraphDef GRAPH = Layers.behindConv(Layers.op("relu", "Relu", "conv"));

  @Test
  void shouldBeTheSameWhateverTheOrderOfAttributes() throws InvalidProtocolBufferException {
    GraphDef.Builder turned = GRAPH.toBuilder().clearNode();
    GRAPH
        .getNodeList()
        .forEach(
            node -> {
              var attributes = node.getAttrMap().entrySet().stream().toList();
              var builder = node.toBuilder().clearAttr();
              for (int i = attributes.size() - 1; i >= 0; i--) {
                builder.putAttr(attributes.get(i).getKey(), attributes.get(i).getValue());
              }
              turned.addNode(builder);
            });
    assertEquals(GraphFingerprint.of(GRAPH), GraphFingerprint.of(turned.build()));
    assertEquals(
        GraphFingerprint.of(GRAPH), GraphFingerprint.of(GraphDef.parseFrom(GRAPH.toByteArray())));
    assertEquals(16, GraphFingerprint.of(GRAPH).length());
  }

  @Test
  void shouldTellWeightsAndNodesApart() {
    GraphDef otherWeights =
        GraphDef.newBuilder(GRAPH)
            .setNode(
                1,
                NodeDefs.constFloats(
                    "weights", java.util.List.of(1, 1, 3, 2), 1, 10, 2, 20, 3, 30.000002f))
            .build();
    GraphDef otherOp = Layers.behindConv(Layers.op("relu", "Relu6", "conv"));
    assertNotEquals(GraphFingerprint.of(GRAPH), GraphFingerprint.of(otherWeights));
    assertNotEquals(GraphFingerprint.of(GRAPH), GraphFingerprint.of(otherOp));
  }
}
