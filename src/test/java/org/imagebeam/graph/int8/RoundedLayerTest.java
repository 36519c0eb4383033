package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

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
    assertFalse(behind.int8());
    assertEquals(Optional.empty(), behind.output());
  }

  /** Its weights are stored in int8, and float32 again when it is computed. */
  @Test
  void shouldTellProductsFromLayersInInt8() {
    GraphDef.Builder graph =
        GraphDef.newBuilder().addNode(Nodes.placeholder("fed", DataType.DT_FLOAT, -1, 2));
    Int8Weights.nearest(new FloatTensor(List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}))
        .nodes("weights", new GraphIndex(graph.build()))
        .forEach(graph::addNode);
    graph.addNode(Layers.op("product", "MatMul", "fed", "weights"));
    RoundedLayer product = RoundedLayer.of(graph.build()).get(0);
    assertEquals(8, product.bits());
    assertFalse(product.int8());
    assertEquals(Optional.empty(), product.input());
  }

  private static void assertRanges(
      String name,
      String input,
      String output,
      List<RoundedLayer> layers,
      GraphQuantizer.Quantized quantized) {
    RoundedLayer layer = layer(name, layers);
    assertEquals(8, layer.bits(), name);
    assertTrue(layer.int8(), name);
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
