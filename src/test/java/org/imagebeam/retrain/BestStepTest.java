package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestStepTest {
  /** Of evaluations each 10 steps that found these cross-entropies. */
  private static BestStep of(float... crossEntropies) {
    List<MetricsRow> rows = new ArrayList<>();
    for (float crossEntropy : crossEntropies) {
      rows.add(
          new MetricsRow(
              Phase.FINE_TUNE, rows.size() * 10L, 1, 0, 1, crossEntropy, 0, Instant.EPOCH));
    }
    return BestStep.of(rows);
  }

  @Test
  void shouldBeTheFirstOfTheLowest() {
    assertEquals(new BestStep(0, 2, 0), of(2));
    assertEquals(new BestStep(20, 1, 0), of(2, 3, 1));
    assertEquals(new BestStep(10, 1, 2), of(2, 1, 1, 1.5f));
    assertEquals(new BestStep(0, 1, 3), of(1, 2, 3, 4));
    assertEquals(new BestStep(40, 0.5f, 0), of(1, 2, 3, 4, 0.5f));
  }

  @Test
  void shouldTakeWhatIsNoNumberForTheWorst() {
    assertEquals(new BestStep(10, 9, 1), of(Float.NaN, 9, Float.NaN));
    assertEquals(new BestStep(0, Float.NaN, 1), of(Float.NaN, Float.NaN));
    assertEquals(new BestStep(20, 1, 0), of(Float.POSITIVE_INFINITY, 2, 1));
  }
}
