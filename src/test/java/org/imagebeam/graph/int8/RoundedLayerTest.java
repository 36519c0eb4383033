package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundedLayerTest {
  private static final List<String> OUTPUTS = List.of(SmallNetwork.OUTPUT);

  @Test
  void shouldTellBitsAndRangesOfEachLayer() {
    GraphQuantizer.Quantized quantized =
        SmallNetwork.quantizer(SmallNetwork.graph(), OUTPUTS).quantize(Set.of("behind/layer"));
    List<RoundedLayer> layers = RoundedLayer.of(quantized.graph());
    assertEquals(10, layers.size(), layers.toString());
    assertRanges("first/layer", "normalised", "first", layers, quantized);
    // What they read comes through a pool, and through a join.
    assertRanges("left/layer", "max", "left", layers, quantized);
    assertRanges("linear/layer", "join", "linear", layers, quantized);
    // With another branch added, and behind a border.
    assertRanges("narrow/layer", "depthwise", "sum", layers, quantized);
    assertRanges("bordered/layer", "sum", "bordered", layers, quantized);
    RoundedLayer behind = layer("behind/layer", layers);
    assertEquals(32, behind.bits());
    assertEquals(Optional.empty(), behind.output());
  }

  private static void assertRanges(
      String name,
      String input,
      String output,
      List<RoundedLayer> layers,
      GraphQuantizer.Quantized quantized) {
    RoundedLayer layer = layer(name, layers);
    assertEquals(8, layer.bits(), name);
    assertSame(quantized.ranges().get(input), layer.input(), name);
    assertSame(quantized.ranges().get(output), layer.output(), name);
  }

  /** Of a range that was written, the step is another in its last digit. */
  private static void assertSame(
      QuantizedRange expected, Optional<QuantizedRange> actual, String name) {
    assertEquals(expected.zero(), actual.orElseThrow().zero(), name);
    assertEquals(expected.step(), actual.get().step(), expected.step() * 1e-5, name);
  }

  private static RoundedLayer layer(String name, List<RoundedLayer> layers) {
    return layers.stream().filter(layer -> layer.name().equals(name)).findFirst().orElseThrow();
  }
}
