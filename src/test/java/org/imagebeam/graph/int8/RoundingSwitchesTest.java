package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class RoundingSwitchesTest {
  private static final List<String> OUTPUTS = List.of(SmallNetwork.OUTPUT);

  private static GraphDef network;
  private static GraphQuantizer quantizer;
  private static GraphQuantizer.Quantized quantized;
  private static RoundingSwitches.Switched switched;
  private static GraphSession session;

  @BeforeAll
  static void open() {
    network = SmallNetwork.graph();
    quantizer = SmallNetwork.quantizer(network, OUTPUTS);
    quantized = quantizer.quantize(Set.of());
    switched = RoundingSwitches.of(network, quantizer, quantized);
    session = GraphSession.openAsGiven(switched.graph(), SessionOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static float[] run(int choice) {
    try (TFloat32 fed =
            TFloat32.tensorOf(
                Shape.of(SmallNetwork.IMAGES, SmallNetwork.SIDE, SmallNetwork.SIDE, 3),
                DataBuffers.of(SmallNetwork.images(), true, false));
        TInt32 chosen = TInt32.scalarOf(choice);
        TFloat32 answer =
            (TFloat32)
                session.run(
                    Map.of(SmallNetwork.INPUT, fed, switched.chosen(), chosen),
                    SmallNetwork.OUTPUT)) {
      float[] values = new float[Math.toIntExact(answer.size())];
      answer.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  private static float[] plain(GraphDef graph) {
    return SmallNetwork.run(graph, false, OUTPUTS).get(SmallNetwork.OUTPUT);
  }

  @Test
  void shouldAnswerAsTheNetworkWhereNothingIsRounded() {
    assertArrayEquals(plain(network), run(-1), 1e-6f);
  }

  @Test
  void shouldRoundOneTensor() {
    int choice = switched.tensors().indexOf("sum");
    NodeDef rounded = quantized.ranges().get("sum").node("sum/rounded", "sum");
    GraphDef.Builder expected = GraphDef.newBuilder().addNode(rounded);
    for (NodeDef node : network.getNodeList()) {
      boolean reads = node.getInputCount() > 0 && node.getInput(0).equals("sum");
      expected.addNode(reads ? node.toBuilder().setInput(0, "sum/rounded").build() : node);
    }
    assertArrayEquals(plain(expected.build()), run(choice), 1e-6f);
    assertTrue(SmallNetwork.difference(run(-1), run(choice)) > 1e-5);
  }

  @Test
  void shouldRoundTheWeightsOfOneLayer() {
    int choice = switched.tensors().size() + switched.layers().indexOf("first/layer");
    QuantizableLayer layer =
        quantized.plan().layers().get(switched.layers().indexOf("first/layer"));
    Map<String, FloatTensor> changed =
        Map.of(
            "first/weights", quantizer.roundedWeights(layer),
            "first/biases", quantizer.correctedBias(layer));
    GraphDef.Builder expected = GraphDef.newBuilder();
    for (NodeDef node : network.getNodeList()) {
      FloatTensor values = changed.get(node.getName());
      expected.addNode(values == null ? node : values.toConst(node.getName()));
    }
    assertArrayEquals(plain(expected.build()), run(choice), 1e-6f);
    assertTrue(SmallNetwork.difference(run(-1), run(choice)) > 1e-5);
  }

  @Test
  void shouldHaveAChoiceForEachRounding() {
    assertEquals(quantized.plan().roundedTensors(), switched.tensors());
    assertEquals(quantized.layers(), switched.layers());
    // A tensor that is joined of rounded ones is rounded by them.
    assertTrue(new GraphIndex(network).find("join").isPresent());
    assertTrue(!switched.tensors().contains("join"), switched.tensors().toString());
  }
}
