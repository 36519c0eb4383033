package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

class QuantizedRangeTest {
  @Test
  void shouldBeginAtZeroWhereNothingIsBelow() {
    QuantizedRange range = QuantizedRange.covering(0, 6);
    assertEquals(new QuantizedRange(6 / 255f, 0), range);
    assertEquals(6, range.width(), 1e-6);
  }

  @Test
  void shouldHoldZeroAndBothEnds() {
    for (double min : new double[] {-1, -0.013, -7, -3}) {
      QuantizedRange range = QuantizedRange.covering(min, 2.9);
      assertTrue(range.min() <= min + 1e-6 && range.max() >= 2.9 - 1e-6, range.toString());
      assertTrue(range.width() <= (2.9 - min) * 1.02, range.toString());
    }
  }

  @Test
  void shouldStandForZerosAlone() {
    assertTrue(QuantizedRange.covering(0, 0).step() > 0);
  }

  @Test
  void shouldReadWhatItWrites() {
    QuantizedRange range = QuantizedRange.covering(-1, 2);
    QuantizedRange read = QuantizedRange.of(range.node("a", "b")).orElseThrow();
    assertEquals(range.zero(), read.zero());
    assertEquals(range.step(), read.step(), 1e-8);
  }

  @Test
  void shouldReadNoOtherRounding() {
    NodeDef node = QuantizedRange.covering(0, 1).node("a", "b");
    NodeDef narrow = node.toBuilder().putAttr("narrow_range", NodeDefs.bool(true)).build();
    NodeDef fewer = node.toBuilder().putAttr("num_bits", NodeDefs.integer(4)).build();
    NodeDef between = node.toBuilder().putAttr("min", NodeDefs.real(-0.7f / 255)).build();
    assertEquals(Optional.empty(), QuantizedRange.of(narrow));
    assertEquals(Optional.empty(), QuantizedRange.of(fewer));
    assertEquals(Optional.empty(), QuantizedRange.of(between));
  }
}
