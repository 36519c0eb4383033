package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

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
  void shouldLeaveALayerWithABorderBehindValuesBelowZero() {
    GraphQuantizer.Quantized quantized =
        SmallNetwork.quantized(SmallNetwork.graph(), List.of(SmallNetwork.OUTPUT));
    assertEquals(9, quantized.layers().size(), quantized.layers().toString());
    assertFalse(quantized.layers().contains("bordered/layer"));
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
