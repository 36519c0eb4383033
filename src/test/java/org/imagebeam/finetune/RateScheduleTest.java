package org.imagebeam.finetune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RateScheduleTest {
  private static void assertRates(RateSchedule schedule, double... expected) {
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], schedule.at(step), 1e-6, "step " + step);
    }
  }

  private static String refusal(long steps, float peak, double warmupRatio) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> new RateSchedule(steps, peak, warmupRatio, RateSchedule.Decay.COSINE))
        .getMessage();
  }

  @Test
  void shouldRiseAndFallAsTheCosine() {
    assertRates(
        new RateSchedule(6, 2, 1.0 / 3, RateSchedule.Decay.COSINE),
        1,
        2,
        2,
        1 + Math.cos(Math.PI / 4),
        1,
        1 - Math.cos(Math.PI / 4));
  }

  @Test
  void shouldStayWhereItShall() {
    assertRates(new RateSchedule(4, 2, 0.5, RateSchedule.Decay.NONE), 1, 2, 2, 2);
    assertRates(new RateSchedule(2, 0.5f, 0, RateSchedule.Decay.NONE), 0.5, 0.5);
  }

  @Test
  void shouldOnlyRiseInAWarmupToTheEnd() {
    assertRates(new RateSchedule(4, 2, 1, RateSchedule.Decay.COSINE), 0.5, 1, 1.5, 2);
  }

  @Test
  void shouldLearnInItsOnlyStep() {
    assertRates(new RateSchedule(1, 2, 0.1, RateSchedule.Decay.COSINE), 2);
    assertRates(new RateSchedule(1, 2, 1, RateSchedule.Decay.COSINE), 2);
  }

  @Test
  void shouldNameAnInvalidSetting() {
    assertEquals("fineTuneSteps must be at least 1, not 0", refusal(0, 1, 0));
    assertEquals("fineTuneLearningRate must be above 0, not 0.0", refusal(1, 0, 0));
    assertEquals("fineTuneLearningRate must be above 0, not NaN", refusal(1, Float.NaN, 0));
    assertEquals(
        "fineTuneLearningRate must be above 0, not Infinity",
        refusal(1, Float.POSITIVE_INFINITY, 0));
    assertEquals("fineTuneWarmupRatio must be 0 to 1, not -0.1", refusal(1, 1, -0.1));
    assertEquals("fineTuneWarmupRatio must be 0 to 1, not 1.5", refusal(1, 1, 1.5));
    assertEquals("fineTuneWarmupRatio must be 0 to 1, not NaN", refusal(1, 1, Double.NaN));
  }
}
