package org.imagebeam.graph.adapt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.ImageRun;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class GraphAdaptationTest {
  private static final GraphDef NETWORK =
      GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3).network().graph();

  private static GraphAdaptation activation(Activation activation) {
    return new GraphAdaptation(false, activation, new TreeMap<>());
  }

  private static GraphAdaptation feeds(Map<String, Float> feeds) {
    return new GraphAdaptation(false, Activation.NONE, new TreeMap<>(feeds));
  }

  private static float[] pixels(boolean reversed) {
    float[] pixels = ImageRun.pixels(1, 12);
    for (int i = 0; reversed && i < pixels.length; i += 3) {
      float red = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = red;
    }
    return pixels;
  }

  private static float[] run(GraphDef graph, String output, float[] pixels) {
    return ImageRun.of(graph, "input", pixels, 12, output);
  }

  @Test
  void shouldLeaveAGraphThatLacksNothing() {
    assertSame(NETWORK, GraphAdaptation.NONE.applyTo(NETWORK, "input", "out"));
  }

  @Test
  void shouldTakeRedFirstForANetworkOfBlueFirst() {
    GraphAdaptation bgr = new GraphAdaptation(true, Activation.NONE, new TreeMap<>());
    GraphDef adapted = bgr.applyTo(NETWORK, "input", "out");
    assertArrayEquals(run(NETWORK, "out", pixels(true)), run(adapted, "out", pixels(false)));
  }

  @Test
  void shouldMakeProbabilitiesUnderTheNameOfTheOutput() {
    float[] logits = run(NETWORK, "logits", pixels(false));
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] softmax = new float[logits.length];
    float[] sigmoid = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      softmax[i] = (float) (Math.exp(logits[i]) / sum);
      sigmoid[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    assertArrayEquals(
        softmax,
        run(
            activation(Activation.SOFTMAX).applyTo(NETWORK, "input", "logits"),
            "logits",
            pixels(false)),
        1e-6f);
    assertArrayEquals(
        sigmoid,
        run(
            activation(Activation.SIGMOID).applyTo(NETWORK, "input", "logits:0"),
            "logits",
            pixels(false)),
        1e-6f);
  }

  @Test
  void shouldLetOthersReadTheScoresAsTheyWere() {
    GraphDef more =
        NETWORK.toBuilder()
            .addNode(NodeDefs.floatNode("twice", "AddV2", "logits:0", "logits"))
            .build();
    GraphDef adapted = activation(Activation.SOFTMAX).applyTo(more, "input", "logits");
    assertArrayEquals(run(more, "twice", pixels(false)), run(adapted, "twice", pixels(false)));
  }

  @Test
  void shouldFeedConstants() {
    GraphDef graph =
        NETWORK.toBuilder()
            .addNode(NodeDefs.placeholder("keep_prob", DataType.DT_FLOAT))
            .addNode(NodeDefs.placeholder("is_training", DataType.DT_BOOL))
            .addNode(NodeDefs.floatNode("kept", "Mul", "out", "keep_prob"))
            .addNode(
                NodeDefs.node("cast", "Cast", "is_training")
                    .putAttr("SrcT", NodeDefs.type(DataType.DT_BOOL))
                    .putAttr("DstT", NodeDefs.type(DataType.DT_FLOAT)))
            .addNode(NodeDefs.floatNode("both", "AddV2", "kept", "cast"))
            .build();
    GraphDef adapted =
        feeds(Map.of("keep_prob", 0.5f, "is_training", 1f)).applyTo(graph, "input", "both");
    float[] expected = run(NETWORK, "out", pixels(false));
    for (int i = 0; i < expected.length; i++) {
      expected[i] = expected[i] * 0.5f + 1;
    }
    assertArrayEquals(expected, run(adapted, "both", pixels(false)));
  }

  @Test
  void shouldRefuseWhatTheGraphCannotTake() {
    assertEquals(
        "\"feeds\" names 'keep_prop', and the graph has no placeholder of that name",
        refusal(feeds(Map.of("keep_prop", 1f)), NETWORK, "input", "out"));
    GraphDef whole =
        NETWORK.toBuilder().addNode(NodeDefs.placeholder("n", DataType.DT_INT32)).build();
    assertEquals(
        "\"feeds\" gives placeholder 'n' the value 0.5, and it takes whole numbers",
        refusal(feeds(Map.of("n", 0.5f)), whole, "input", "out"));
    assertEquals(
        "\"activation\" needs the first output of a node, and the output is 'out:1'",
        refusal(activation(Activation.SOFTMAX), NETWORK, "input", "out:1"));
    GraphDef renamed =
        NETWORK.toBuilder()
            .addNode(NodeDefs.floatNode("probabilities", "Softmax", "logits"))
            .addNode(NodeDefs.floatNode("renamed", "Identity", "probabilities"))
            .build();
    assertEquals(
        "\"activation\" is \"sigmoid\", and the output 'renamed' gives probabilities already"
            + " (Softmax)",
        refusal(activation(Activation.SIGMOID), renamed, "input", "renamed"));
    GraphAdaptation bgr = new GraphAdaptation(true, Activation.NONE, new TreeMap<>());
    assertEquals(
        List.of(
            "\"channels\" can be \"BGR\" only where a placeholder takes pixels, and node 'input'"
                + " (Placeholder) takes something else"),
        List.of(refusal(bgr, GivenGraphs.decoding().network().graph(), "input", "out")));
  }

  private static String refusal(
      GraphAdaptation adaptation, GraphDef graph, String input, String output) {
    return assertThrows(UnfitGraphException.class, () -> adaptation.applyTo(graph, input, output))
        .getMessage();
  }
}
