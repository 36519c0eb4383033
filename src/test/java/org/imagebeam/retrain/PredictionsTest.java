package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.imagebeam.learn.Score;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  private static final TestPrediction RIGHT = new TestPrediction("a", "x", "x", 0.5f, 0.5f);
  private static final TestPrediction UNSURE = new TestPrediction("b", "x", "y", 0.5f, 0.25f);
  private static final TestPrediction SURE = new TestPrediction("c", "y", "x", 1f, 0f);

  @Test
  void shouldCountAndAverage() {
    Predictions all = new Predictions(List.of(RIGHT, UNSURE));
    Score score = all.score();
    assertEquals(2, score.images());
    assertEquals(1, score.correct());
    assertEquals(0.5, score.accuracy());
    assertEquals((Math.log(2) + Math.log(4)) / 2, score.crossEntropy(), 1e-12);
  }

  @Test
  void shouldPutTheWorstMistakeFirst() {
    assertEquals(List.of(SURE, UNSURE), new Predictions(List.of(RIGHT, UNSURE, SURE)).mistakes());
  }

  @Test
  void shouldStayFiniteWhereAScoreIsNothing() {
    assertEquals(38 * Math.log(10), SURE.crossEntropy(), 1e-9);
  }

  @Test
  void shouldHaveNoAccuracyOfNothing() {
    Score none = new Predictions(List.of()).score();
    assertTrue(Double.isNaN(none.accuracy()) && Double.isNaN(none.crossEntropy()));
  }
}
