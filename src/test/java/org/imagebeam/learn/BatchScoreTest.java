package org.imagebeam.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BatchScoreTest {
  @Test
  void shouldTellOfSeveralBatchesAsOfOne() {
    BatchScore both =
        BatchScore.of(1, new float[] {1, 2}).plus(BatchScore.of(2, new float[] {3, 6}));
    assertEquals(BatchScore.of(3, new float[] {1, 2, 3, 6}), both);
    assertEquals(0.75f, both.accuracy());
    assertEquals(3, both.meanCrossEntropy());
    // The squares of -2, -1, 0 and 3 by three, of which a quarter.
    assertEquals((float) Math.sqrt(14.0 / 3 / 4), both.standardError());
    assertEquals(both, both.plus(BatchScore.NONE));
  }

  @Test
  void shouldHaveNoErrorWhereAllAreTheSame() {
    assertEquals(0, BatchScore.of(0, new float[] {0.1f, 0.1f, 0.1f}).standardError(), 1e-8);
    assertEquals(0, BatchScore.of(0, new float[] {5}).standardError());
  }

  @Test
  void shouldBeNoNumberOfNoImages() {
    assertTrue(Float.isNaN(BatchScore.NONE.accuracy()));
    assertTrue(Float.isNaN(BatchScore.NONE.meanCrossEntropy()));
    assertTrue(Float.isNaN(BatchScore.NONE.standardError()));
  }

  @Test
  void shouldBeNoNumberWhereALossIsNone() {
    BatchScore score = BatchScore.of(0, new float[] {1, Float.NaN});
    assertTrue(Float.isNaN(score.meanCrossEntropy()));
    assertTrue(Float.isNaN(score.standardError()));
  }
}
