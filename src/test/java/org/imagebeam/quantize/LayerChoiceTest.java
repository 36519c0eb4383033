package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.GraphQuantizer;
import org.imagebeam.graph.int8.QuantizationPlan;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class LayerChoiceTest {
  private static final int SIDE = 8;
  private static final int CHANNELS = 8;

  private final SplittableRandom random = new SplittableRandom(5);
  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final List<float[]> images = new ArrayList<>();

  /** Four layers, one behind the other, and the mean of the last. */
  @BeforeEach
  void build() {
    graph.addNode(Nodes.placeholder("pixels", DataType.DT_FLOAT, -1, SIDE, SIDE, 3));
    for (int i = 0; i < 8; i++) {
      float[] image = new float[SIDE * SIDE * 3];
      for (int value = 0; value < image.length; value++) {
        image[value] = (float) random.nextDouble();
      }
      images.add(image);
    }
  }

  /** Of {@code fixed}, the first channel is always a hundred thousand, and nobody reads it. */
  private void layer(String name, String input, int from, boolean fixed, boolean readsFixed) {
    float[] weights = new float[from * CHANNELS];
    float[] biases = new float[CHANNELS];
    for (int i = 0; i < weights.length; i++) {
      boolean unused = (fixed && i % CHANNELS == 0) || (readsFixed && i < CHANNELS);
      weights[i] = unused ? 0 : (float) (random.nextDouble() - 0.4);
    }
    if (fixed) {
      biases[0] = 100_000;
    }
    graph
        .addNode(NodeDefs.constFloats(name + "/weights", List.of(1, 1, from, CHANNELS), weights))
        .addNode(NodeDefs.constFloats(name + "/biases", List.of(CHANNELS), biases))
        .addNode(
            NodeDefs.floatNode(name + "/layer", "Conv2D", input, name + "/weights")
                .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
                .putAttr("padding", NodeDefs.string("SAME")))
        .addNode(NodeDefs.floatNode(name + "/biased", "BiasAdd", name + "/layer", name + "/biases"))
        .addNode(NodeDefs.floatNode(name, "Relu", name + "/biased"));
  }

  private LayerChoice.Chosen choose() {
    graph
        .addNode(NodeDefs.constInts("places", List.of(2), 1, 2))
        .addNode(
            NodeDefs.floatNode("answer", "Mean", "fourth", "places")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    BatchedGraph network = batched(graph.build());
    QuantizationPlan plan = QuantizationPlan.of(graph.build(), List.of("answer"));
    try (Calibration calibration = new Calibration(network, plan.tensors())) {
      images.forEach(calibration::add);
      GraphQuantizer quantizer = new GraphQuantizer(plan, calibration.statistics());
      GraphQuantizer.Quantized all = quantizer.quantize(Set.of());
      Fidelity.Reference reference = new Fidelity.Reference(network, "answer", images);
      Sensitivity sensitivity =
          Sensitivity.of(
              network, reference.tellingNode(), quantizer, all, images, JobProgress.unwatched());
      return new LayerChoice(quantizer, calibration.statistics(), sensitivity)
          .from(all, Set.of(), reference, LayerChoiceTest::batched);
    }
  }

  private static BatchedGraph batched(GraphDef network) {
    return new BatchedGraph(
        network,
        "pixels",
        "pixels",
        SIDE,
        SIDE,
        false,
        List.of("answer"),
        0,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void shouldRoundAllLayersOfANetworkThatTakesIt() {
    layer("first", "pixels", 3, false, false);
    layer("second", "first", CHANNELS, false, false);
    layer("third", "second", CHANNELS, false, false);
    layer("fourth", "third", CHANNELS, false, false);
    LayerChoice.Chosen chosen = choose();
    assertEquals(Set.of(), chosen.inexact());
    assertEquals(4, chosen.quantized().layers().size());
    assertTrue(chosen.fidelity().suffices(), chosen.toString());
  }

  @Test
  void shouldLeaveTheLayersAtATensorThatCannotBeRounded() {
    layer("first", "pixels", 3, false, false);
    layer("second", "first", CHANNELS, true, false);
    layer("third", "second", CHANNELS, false, true);
    layer("fourth", "third", CHANNELS, false, false);
    LayerChoice.Chosen chosen = choose();
    assertEquals(Set.of("second/layer", "third/layer"), chosen.inexact());
    assertEquals(List.of("first/layer", "fourth/layer"), chosen.quantized().layers());
    assertTrue(chosen.fidelity().suffices(), chosen.fidelity().toString());
    assertFalse(chosen.quantized().ranges().containsKey("second/biased"));
  }
}
