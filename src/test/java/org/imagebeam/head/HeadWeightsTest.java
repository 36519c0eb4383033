package org.imagebeam.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeadWeightsTest {
  @Test
  void shouldStartAsRetrainDoes() {
    HeadWeights first = HeadWeights.initial(500, 20, 1);
    double squares = 0;
    for (float weight : first.weights()) {
      assertTrue(Math.abs(weight) <= 0.002, "weight " + weight);
      squares += weight * weight;
    }
    // Of a normal distribution that is cut off at twice its width.
    assertEquals(0.00088, Math.sqrt(squares / first.weights().length), 0.00002);
    assertArrayEquals(new float[20], first.biases());
    assertArrayEquals(first.weights(), HeadWeights.initial(500, 20, 1).weights());
    assertTrue(first.weights()[0] != HeadWeights.initial(500, 20, 2).weights()[0]);
  }

  @Test
  void shouldRefuseOtherLengths() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new HeadWeights(3, 2, new float[5], new float[2]));
    assertEquals("5 weights and 2 biases don't make a layer of 3 by 2", e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new HeadWeights(3, 2, new float[6], new float[3]));
  }
}
