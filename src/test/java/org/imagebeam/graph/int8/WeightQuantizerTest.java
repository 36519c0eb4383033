package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.imagebeam.graph.FloatTensor;
import org.junit.jupiter.api.Test;

class WeightQuantizerTest {
  private static Int8Weights quantize(List<Long> shape, boolean depthwise, float... values) {
    return WeightQuantizer.quantize(new FloatTensor(shape, values), depthwise);
  }

  @Test
  void shouldKeepNeighboursOfOneSignBelowWhatSixteenBitsHold() {
    SplittableRandom random = new SplittableRandom(3);
    int inputs = 5;
    int channels = 7;
    float[] values = new float[9 * inputs * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? 1 : (float) random.nextDouble() * 2 - 1;
    }
    byte[] rounded =
        quantize(List.of(3L, 3L, (long) inputs, (long) channels), false, values).values();
    for (int place = 0; place < 9; place++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int input = 0; input + 1 < inputs; input += 2) {
          int one = rounded[(place * inputs + input) * channels + channel];
          int other = rounded[(place * inputs + input + 1) * channels + channel];
          assertTrue(Math.abs(one + other) <= 128, one + " and " + other);
        }
      }
    }
  }

  @Test
  void shouldUseAllSevenBitsWhereNeighboursAreSmall() {
    Int8Weights rounded = quantize(List.of(1L, 1L, 4L, 1L), false, 1, 0, -1, 0.003f);
    assertArrayEquals(new byte[] {127, 0, -127, 0}, rounded.values());
    assertEquals(1 / 127.0, rounded.scales()[0], 1e-5);
  }

  @Test
  void shouldHalveEqualNeighboursAlike() {
    Int8Weights rounded = quantize(List.of(1L, 1L, 2L, 1L), false, 0.5f, 0.5f);
    assertEquals(rounded.values()[0], rounded.values()[1]);
    assertEquals(0.5, rounded.values()[0] * rounded.scales()[0], 0.004);
  }

  @Test
  void shouldGiveEachChannelItsOwnScale() {
    Int8Weights rounded = quantize(List.of(1L, 1L, 1L, 2L), false, 1, 0.001f);
    assertEquals(1, rounded.values()[0] * rounded.scales()[0], 1e-5);
    assertEquals(0.001, rounded.values()[1] * rounded.scales()[1], 1e-8);
  }

  @Test
  void shouldNotLimitDepthwiseLayers() {
    Int8Weights rounded = quantize(List.of(1L, 2L, 2L, 1L), true, 1, 2, 1, 2);
    assertArrayEquals(new byte[] {127, 127, 127, 127}, rounded.values());
  }

  @Test
  void shouldTakeAChannelOfZeros() {
    Int8Weights rounded = quantize(List.of(1L, 1L, 2L, 1L), false, 0, 0);
    assertArrayEquals(new byte[] {0, 0}, rounded.values());
    assertEquals(1, rounded.scales()[0]);
  }
}
