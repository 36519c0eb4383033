package org.imagebeam.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestStepTest {
  /** Of evaluations each 10 steps that found these cross-entropies, give or take a quarter each. */
  private static List<EvaluationRow> rows(float... crossEntropies) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (float crossEntropy : crossEntropies) {
      rows.add(
          new EvaluationRow(
              EvaluationRow.Phase.FINE_TUNE,
              rows.size() * 10L,
              1,
              0,
              1,
              crossEntropy,
              crossEntropy / 4,
              0,
              Instant.EPOCH));
    }
    return rows;
  }

  private static void assertLowest(long step, float lowest, int since, float... crossEntropies) {
    assertEquals(
        new BestStep(step, lowest, lowest / 4, 0, since), BestStep.lowest(rows(crossEntropies)));
  }

  private static void assertWithin(long step, float lowest, int since, float... crossEntropies) {
    assertEquals(
        new BestStep(step, lowest, lowest / 4, 1, since),
        BestStep.withinOneStandardError(rows(crossEntropies)));
  }

  @Test
  void shouldBeTheFirstOfTheLowest() {
    assertLowest(0, 2, 0, 2);
    assertLowest(20, 1, 0, 2, 3, 1);
    assertLowest(10, 1, 2, 2, 1, 1, 1.5f);
    assertLowest(0, 1, 3, 1, 2, 3, 4);
    assertLowest(40, 0.5f, 0, 1, 2, 3, 4, 0.5f);
  }

  @Test
  void shouldTakeWhatIsNoNumberForTheWorst() {
    assertLowest(10, 9, 1, Float.NaN, 9, Float.NaN);
    assertLowest(0, Float.NaN, 1, Float.NaN, Float.NaN);
    assertLowest(20, 1, 0, Float.POSITIVE_INFINITY, 2, 1);
    assertWithin(10, 9, 1, Float.NaN, 9, Float.NaN);
    assertWithin(0, Float.NaN, 1, Float.NaN, Float.NaN);
    assertWithin(10, 2, 1, Float.POSITIVE_INFINITY, 2, Float.POSITIVE_INFINITY);
  }

  @Test
  void shouldBeTheLastThatIsAsGoodAsTheLowest() {
    assertWithin(0, 1, 0, 1);
    assertWithin(10, 1, 0, 1, 1.25f);
    assertWithin(0, 1, 1, 1, 1.26f);
    assertWithin(20, 1, 1, 1, 1.26f, 1.1f, 2);
    assertWithin(30, 0.5f, 0, 1, 1.1f, 0.5f, 0.6f);
  }

  @Test
  void shouldMeasureByTheLowestAndNotByTheLastThatWasAsGood() {
    assertWithin(20, 1, 1, 1, 1.2f, 1.2f, 1.4f);
  }
}
