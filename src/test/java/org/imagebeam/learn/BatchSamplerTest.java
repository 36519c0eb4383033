package org.imagebeam.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
  /** Class 2 has one example of nine, class 1 none. */
  private static final List<Integer> LABELS = List.of(0, 0, 0, 2, 0, 0, 0, 0, 0);

  @Test
  void shouldDrawEachClassEquallyOften() {
    int[] batch = new BatchSampler(1, LABELS, 10_000).batch(0);
    int[] counts = new int[LABELS.size()];
    for (int example : batch) {
      counts[example]++;
    }
    assertEquals(5000, counts[3], 200);
    assertEquals(625, counts[0], 100);
    assertEquals(625, counts[8], 100);
  }

  @Test
  void shouldFollowFromSeedAndStep() {
    int[] batch = new BatchSampler(1, LABELS, 20).batch(7);
    assertArrayEquals(batch, new BatchSampler(1, LABELS, 20).batch(7));
    assertFalse(Arrays.equals(batch, new BatchSampler(1, LABELS, 20).batch(8)));
    assertFalse(Arrays.equals(batch, new BatchSampler(2, LABELS, 20).batch(7)));
  }

  @Test
  void shouldRefuseToDrawFromNothing() {
    assertThrows(IllegalArgumentException.class, () -> new BatchSampler(1, List.of(), 1));
    assertThrows(IllegalArgumentException.class, () -> new BatchSampler(1, LABELS, 0));
  }
}
