package org.imagebeam.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressCountsTest {
  private static ProgressCounts counts(OptionalLong total, long before, long done, double seconds) {
    return new ProgressCounts("classifying", "images", total, before, done, 0, seconds);
  }

  @Test
  void shouldLeaveWhatWasDoneBeforeOutOfTheRate() {
    ProgressCounts counts = counts(OptionalLong.of(1000), 600, 700, 4);
    assertEquals(25, counts.rate());
    assertEquals(OptionalDouble.of(12), counts.secondsLeft());
  }

  @Test
  void shouldNotGuessTheTimeLeft() {
    assertEquals(OptionalDouble.empty(), counts(OptionalLong.of(1000), 600, 600, 4).secondsLeft());
    assertEquals(OptionalDouble.empty(), counts(OptionalLong.empty(), 0, 100, 4).secondsLeft());
    assertEquals(0, counts(OptionalLong.of(10), 0, 0, 0).rate());
  }

  @Test
  void shouldHaveNoTimeLeftWhereMoreWasDoneThanExpected() {
    assertEquals(OptionalDouble.of(0), counts(OptionalLong.of(1000), 0, 1010, 4).secondsLeft());
  }
}
