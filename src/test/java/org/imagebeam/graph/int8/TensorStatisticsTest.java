package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TensorStatisticsTest {
  private static final double NO_CEILING = Double.POSITIVE_INFINITY;

  private static TensorStatistics of(int channels, float... values) {
    TensorStatistics statistics = new TensorStatistics();
    statistics.add(values, channels);
    return statistics;
  }

  private static float[] uniform(int count, double max) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() * max);
    }
    return values;
  }

  @Test
  void shouldKnowTheMeanOfEachChannel() {
    TensorStatistics statistics = of(2, 1, 10, 3, 20);
    statistics.add(new float[] {5, 60}, 2);
    assertArrayEquals(new double[] {3, 30}, statistics.means(), 1e-9);
    assertEquals(2, statistics.channels());
  }

  @Test
  void shouldHoldEvenlySpreadValues() {
    assertEquals(8, of(1, uniform(100_000, 8)).range(NO_CEILING).width(), 0.05);
  }

  @Test
  void shouldCutOffWhatIsRare() {
    float[] values = uniform(100_000, 1);
    values[7] = 1.2f;
    assertEquals(1.06, of(1, values).range(NO_CEILING).width(), 0.02);
  }

  @Test
  void shouldHoldNothingAboveTheCeiling() {
    assertEquals(6, of(1, uniform(1000, 9)).range(6).width(), 1e-5);
  }

  @Test
  void shouldSpeakForTwoTensors() {
    TensorStatistics both = of(1, uniform(10_000, 1)).with(of(3, uniform(30_000, -5)));
    QuantizedRange range = both.range(NO_CEILING);
    assertEquals(1, range.max(), 0.06);
    assertEquals(-5, range.min(), 0.06);
  }

  @Test
  void shouldRefuseWhatIsNoNumber() {
    assertThrows(IllegalStateException.class, () -> of(1, Float.NaN));
    assertThrows(IllegalStateException.class, () -> of(1, 1, Float.POSITIVE_INFINITY));
  }
}
