package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Agreement FLOAT32 = Agreement.FLOAT32;

  private static float[] of(float... values) {
    return values;
  }

  @Test
  void shouldAllowScoresRoundingAndNoMore() {
    assertTrue(FLOAT32.holds(of(0.7f, 0.3f), of(0.70009f, 0.29991f)));
    assertFalse(FLOAT32.holds(of(0.7f, 0.3f), of(0.7002f, 0.2998f)));
  }

  @Test
  void shouldHoldSmallScoresToTheirSize() {
    assertTrue(FLOAT32.holds(of(0.001f, 0.0009f), of(0.0010005f, 0.0009f)));
    assertFalse(FLOAT32.holds(of(0.001f, 0.0009f), of(0.00105f, 0.0009f)));
  }

  @Test
  void shouldHoldLargeValuesToTheLargest() {
    assertTrue(FLOAT32.holds(of(50, 1), of(50, 1.004f)));
    assertFalse(FLOAT32.holds(of(50, 1), of(50, 1.006f)));
  }

  @Test
  void shouldTakeNoNumbersForEachOtherAlone() {
    assertTrue(FLOAT32.holds(of(Float.NaN, 1), of(Float.NaN, 1)));
    assertFalse(FLOAT32.holds(of(0.5f, 1), of(Float.NaN, 1)));
    assertFalse(FLOAT32.holds(of(Float.NaN, 1), of(0.5f, 1)));
    assertTrue(FLOAT32.holds(of(Float.POSITIVE_INFINITY), of(Float.POSITIVE_INFINITY)));
    assertFalse(FLOAT32.holds(of(1), of(Float.POSITIVE_INFINITY)));
  }

  @Test
  void shouldWantTheSameNumberOfValues() {
    assertFalse(FLOAT32.holds(of(1, 2), of(1)));
    assertEquals(Double.POSITIVE_INFINITY, FLOAT32.difference(of(1, 2), of(1)));
  }

  @Test
  void shouldSeeWhatASureWinnerHides() {
    float[] alone = of(1f, 1e-12f, 1e-20f);
    float[] together = of(1f, 2e-12f, 1e-20f);
    assertTrue(FLOAT32.holds(alone, together));
    assertFalse(FLOAT32.likely(alone, together));
    assertTrue(FLOAT32.likely(alone, of(1f, 1.001e-12f, 1e-20f)));
    assertTrue(FLOAT32.likely(of(5f, 1e-12f), of(5f, 2e-12f)), "logits are no probabilities");
  }

  /** A bottleneck's values may be large, and must not hide what became of the scores. */
  @Test
  void shouldHoldEachOutputToItsOwnSize() {
    Agreement two =
        FLOAT32.ofParts(
            values -> List.of(Arrays.copyOf(values, 2), Arrays.copyOfRange(values, 2, 3)));
    float[] expected = of(0.7f, 0.3f, 900);
    assertTrue(FLOAT32.holds(expected, of(0.75f, 0.25f, 900)), "as one output");
    assertFalse(two.holds(expected, of(0.75f, 0.25f, 900)));
    assertFalse(two.holds(expected, of(0.7f, 0.3f, 901)));
    assertTrue(two.holds(expected, of(0.70005f, 0.29995f, 900.05f)));
    assertFalse(two.likely(of(1, 1e-12f, 900), of(1, 2e-12f, 900)));
    assertTrue(FLOAT32.likely(of(1, 1e-12f, 900), of(1, 2e-12f, 900)), "as one output");
    assertEquals(0.05, two.difference(expected, of(0.75f, 0.3f, 900)), 1e-6);
    assertFalse(two.holds(expected, of(0.7f, 0.3f)));
  }

  @Test
  void shouldTellTheLargestDifference() {
    assertEquals(0.25, FLOAT32.difference(of(0.75f, 0.25f), of(0.5f, 0.5f)));
    assertEquals(0.5, FLOAT32.difference(of(4, 0), of(4, 2)));
  }
}
