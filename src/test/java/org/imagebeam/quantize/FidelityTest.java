package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FidelityTest {
  @Test
  void shouldSufficeByTheMeanAndByTheLeastCosine() {
    assertTrue(new Fidelity(32, 30, 0.9982, 0.991).suffices());
    assertFalse(new Fidelity(32, 32, 0.9979, 0.997).suffices());
    assertFalse(new Fidelity(32, 32, 0.9990, 0.989).suffices());
  }

  @Test
  void shouldSufficeWithoutAnEmbedding() {
    assertTrue(new Fidelity(32, 20, Double.NaN, Double.NaN).suffices());
  }

  @Test
  void shouldTellHowManyTimesTooFarItIs() {
    assertEquals(2, new Fidelity(32, 32, 1 - 0.0038, 1 - 0.0038).excess(), 1e-9);
    assertEquals(3, new Fidelity(32, 32, 0.999, 1 - 0.0285).excess(), 1e-9);
  }
}
