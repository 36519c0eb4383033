package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class CalibrationTest {
  private static final int SIDE = 4;

  /** A layer with a swish behind it, which TensorFlow's rewriter joins with its bias. */
  private static BatchedGraph network() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(Nodes.placeholder("pixels", DataType.DT_FLOAT, -1, SIDE, SIDE, 3))
            .addNode(
                NodeDefs.constFloats(
                    "weights", List.of(1, 1, 3, 2), 0.5f, 0.1f, 0.2f, 0.3f, 0.4f, 0.6f))
            .addNode(NodeDefs.constFloats("biases", List.of(2), 1, 2))
            .addNode(
                NodeDefs.floatNode("layer", "Conv2D", "pixels", "weights")
                    .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
                    .putAttr("padding", NodeDefs.string("SAME")))
            .addNode(NodeDefs.floatNode("biased", "BiasAdd", "layer", "biases"))
            .addNode(NodeDefs.floatNode("sigmoid", "Sigmoid", "biased"))
            .addNode(NodeDefs.floatNode("swish", "Mul", "biased", "sigmoid"))
            .build();
    return new BatchedGraph(
        graph,
        "pixels",
        "pixels",
        SIDE,
        SIDE,
        false,
        List.of("swish"),
        0,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void shouldSeeWhatTensorFlowWouldJoin() {
    try (Calibration calibration = new Calibration(network(), List.of("pixels", "biased"))) {
      calibration.add(new float[SIDE * SIDE * 3]);
      assertEquals(Set.of("pixels", "biased"), calibration.statistics().keySet());
      assertEquals(2, calibration.statistics().get("biased").channels());
      assertEquals(3, calibration.statistics().get("pixels").channels());
      assertEquals(Set.of(), calibration.unseen());
    }
  }

  @Test
  void shouldNameWhatItCannotSee() {
    try (Calibration calibration = new Calibration(network(), List.of("biased", "elsewhere"))) {
      assertEquals(Set.of("elsewhere"), calibration.unseen());
      assertEquals(Set.of("biased"), calibration.statistics().keySet());
    }
  }
}
