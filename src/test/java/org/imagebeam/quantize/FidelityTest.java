package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
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
  void shouldWarnOfANetworkThatIsLessExactThanItShouldBe() {
    assertEquals(Optional.empty(), new Fidelity(32, 29, 0.998, 0.99).warning());
    assertEquals(
        Optional.of(
            "the quantized network is less exact than it should be: the cosine of its embeddings to"
                + " float32's is 0.9979 on average and 0.9910 at least, and should be 0.998 and"
                + " 0.990. Compare some of its rows with those in float32"),
        new Fidelity(32, 32, 0.9979, 0.991).warning());
    assertTrue(new Fidelity(32, 32, 0.999, 0.9899).warning().isPresent());
    assertEquals(
        Optional.of(
            "the quantized network has another best class than float32 for 4 of 32 images. Compare"
                + " some of its rows with those in float32"),
        new Fidelity(32, 28, Double.NaN, Double.NaN).warning());
  }

  @Test
  void shouldTellHowManyTimesTooFarItIs() {
    assertEquals(2, new Fidelity(32, 32, 1 - 0.0038, 1 - 0.0038).excess(), 1e-9);
    assertEquals(3, new Fidelity(32, 32, 0.999, 1 - 0.0285).excess(), 1e-9);
  }
}
