package org.imagebeam.graph.variables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.imagebeam.graph.Constants;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class SoftmaxLayerTest {
  private static final float[] WEIGHTS = {1, 0, -1, 0.5f, 0.25f, 2};
  private static final float[] BIASES = {0.1f, -0.2f, 0.3f};

  @Test
  void shouldGiveTheScoresOfTheLayer() {
    GraphDef graph = SoftmaxLayer.append(below(), "pool", WEIGHTS, BIASES);
    try (GraphSession session = GraphSession.open(graph, SessionOptions.DEFAULT);
        TFloat32 bottlenecks =
            TFloat32.tensorOf(Shape.of(2, 1, 1, 2), DataBuffers.of(1f, 2f, -3f, 0.5f));
        TFloat32 scores = (TFloat32) session.run("in", bottlenecks, SoftmaxLayer.OUTPUT)) {
      assertEquals(Shape.of(2, 3), scores.shape());
      double[] logits = {1 + 2 * 0.5 + 0.1, 2 * 0.25 - 0.2, -1 + 2 * 2 + 0.3};
      double sum = Math.exp(logits[0]) + Math.exp(logits[1]) + Math.exp(logits[2]);
      for (int c = 0; c < 3; c++) {
        assertEquals(Math.exp(logits[c]) / sum, scores.getFloat(0, c), 1e-6);
      }
      assertTrue(scores.getFloat(1, 2) > 0.9);
    }
  }

  @Test
  void shouldDropWhatTheBottleneckDoesNotNeed() {
    GraphDef graph = SoftmaxLayer.append(below(), "pool", WEIGHTS, BIASES);
    assertTrue(new GraphIndex(graph).find("old_layer").isEmpty());
    assertTrue(new GraphIndex(graph).find("pool").isPresent());
  }

  @Test
  void shouldReplaceTheLayerOfAnEarlierTime() {
    GraphDef once = SoftmaxLayer.append(below(), "pool", WEIGHTS, BIASES);
    GraphDef twice = SoftmaxLayer.append(once, "pool", new float[] {1, 2}, new float[] {3});
    assertEquals(once.getNodeCount(), twice.getNodeCount());
    assertEquals(
        List.of(3f),
        List.of(
            Constants.floats(new GraphIndex(twice).get("final_training_ops/biases/final_biases"))[
                0]));
  }

  @Test
  void shouldRefuseWhatDoesNotFit() {
    GraphException missing =
        assertThrows(
            GraphException.class, () -> SoftmaxLayer.append(below(), "pool_3", WEIGHTS, BIASES));
    assertEquals("the graph has no node 'pool_3'", missing.getMessage());
    GraphDef once = SoftmaxLayer.append(below(), "pool", WEIGHTS, BIASES);
    GraphException taken =
        assertThrows(
            GraphException.class,
            () -> SoftmaxLayer.append(once, SoftmaxLayer.OUTPUT, WEIGHTS, BIASES));
    assertTrue(taken.getMessage().startsWith("the graph has a node 'final_training_ops/"));
    assertThrows(
        IllegalArgumentException.class,
        () -> SoftmaxLayer.append(below(), "pool", WEIGHTS, new float[4]));
    assertThrows(
        IllegalArgumentException.class,
        () -> SoftmaxLayer.append(below(), "pool", WEIGHTS, new float[0]));
  }

  private static GraphDef below() {
    return GraphDef.newBuilder()
        .addNode(Nodes.placeholder("in", DataType.DT_FLOAT, -1, 1, 1, 2))
        .addNode(identity("pool", "in"))
        .addNode(identity("old_layer", "pool"))
        .build();
  }

  private static NodeDef identity(String name, String input) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Identity")
        .addInput(input)
        .putAttr("T", Nodes.type(DataType.DT_FLOAT))
        .build();
  }
}
