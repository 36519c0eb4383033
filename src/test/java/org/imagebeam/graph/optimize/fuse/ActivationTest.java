package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActivationTest {
  @Test
  void shouldTellActivationsByTheirValues() {
    assertEquals(
        Optional.of(new Activation("_MklSwish", 0)), Activation.of(x -> x / (1 + Math.exp(-x))));
    assertEquals(
        Optional.of(new Activation("Relu6", 0)),
        Activation.of(x -> Math.min(6, (x + Math.abs(x)) / 2)));
    assertEquals(
        Optional.of(new Activation("LeakyRelu", 0.25f)), Activation.of(x -> Math.max(x, 0.25 * x)));
  }

  @Test
  void shouldTellThemFromFunctionsLikeThem() {
    assertEquals(Optional.empty(), Activation.of(x -> x));
    assertEquals(Optional.empty(), Activation.of(x -> 1.001 * x / (1 + Math.exp(-x))));
    assertEquals(Optional.empty(), Activation.of(x -> x / (1 + Math.exp(-1.702 * x))));
    assertEquals(Optional.empty(), Activation.of(x -> Math.min(Math.max(x, 0), 6.1)));
    assertEquals(Optional.empty(), Activation.of(x -> Math.max(x, -0.1)));
    assertEquals(Optional.empty(), Activation.of(x -> Double.NaN));
    // A hard sigmoid has no fused op.
    assertEquals(Optional.empty(), Activation.of(x -> Math.min(Math.max(x + 3, 0), 6) / 6));
  }
}
