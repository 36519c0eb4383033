package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

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
                NodeDefs.constFloats("weights", List.of(1, 1, 3, 2), 1, 10, 2, 20, 3, 30.000002f))
            .build();
    GraphDef otherOp = Layers.behindConv(Layers.op("relu", "Relu6", "conv"));
    assertNotEquals(GraphFingerprint.of(GRAPH), GraphFingerprint.of(otherWeights));
    assertNotEquals(GraphFingerprint.of(GRAPH), GraphFingerprint.of(otherOp));
  }

  private static GraphDef withWeights(int channels, float first) {
    float[] weights = Layers.random(3 * channels);
    weights[0] = first;
    NodeDef constant =
        new FloatTensor(List.of(1L, 1L, 3L, (long) channels), weights).toConst("weights");
    return GraphDef.newBuilder(GRAPH).setNode(1, constant).build();
  }

  private static void assertSameStructure(boolean same, GraphDef graph, GraphDef other) {
    assertEquals(
        same, GraphFingerprint.ofStructure(graph).equals(GraphFingerprint.ofStructure(other)));
  }

  @Test
  void shouldTellStructuresApartWithoutLargeWeights() {
    assertSameStructure(true, withWeights(500, 1), withWeights(500, 2));
    assertSameStructure(false, withWeights(500, 1), withWeights(501, 1));
    assertSameStructure(false, withWeights(50, 1), withWeights(50, 2));
    GraphDef otherOp = Layers.behindConv(Layers.op("relu", "Relu6", "conv"));
    assertSameStructure(false, GRAPH, otherOp);
  }
}
