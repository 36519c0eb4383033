package org.imagebeam.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.imagebeam.progress.ProgressCounts;
import org.junit.jupiter.api.Test;

class PhaseTextTest {
  private static ProgressCounts images(
      OptionalLong total, long before, long done, long failed, double seconds) {
    return new ProgressCounts("classifying", "images", total, before, done, failed, seconds);
  }

  private static String line(long total, long before, long done, long failed, double seconds) {
    return PhaseText.line(images(OptionalLong.of(total), before, done, failed, seconds));
  }

  @Test
  void shouldSayAllThatIsKnown() {
    assertEquals(
        "classifying: 756 of 1,000 images, 43 images/s, 3 failed, 6 s left",
        line(1000, 0, 756, 3, 17.58));
    assertEquals(
        "classifying: 1,756 of 2,000 images, 43 images/s, 6 s left",
        line(2000, 1000, 1756, 0, 17.58));
  }

  @Test
  void shouldSayNothingThatIsNotKnown() {
    assertEquals("classifying: 0 of 1,000 images", line(1000, 0, 0, 0, 3));
    assertEquals(
        "classifying: 12,000 images so far, 4,000 images/s",
        PhaseText.line(images(OptionalLong.empty(), 0, 12_000, 0, 3)));
    assertEquals("classifying: 10 of 10 images, 5.0 images/s", line(10, 0, 10, 0, 2));
  }

  @Test
  void shouldGiveShortNumbers() {
    assertEquals("classifying: 1 of 10 images, 0.05 images/s, 3 min left", line(10, 0, 1, 0, 20));
    assertEquals("classifying: 10 of 100 images, 2.5 images/s, 36 s left", line(100, 0, 10, 0, 4));
    assertEquals(
        "classifying: 100 of 44,300 images, 10 images/s, 1 h 14 min left",
        line(44_300, 0, 100, 0, 10));
    assertEquals("classifying: 1 of 61 images, 1.0 images/s, 1 min left", line(61, 0, 1, 0, 1));
  }

  @Test
  void shouldSayWhereARunGoesOn() {
    assertEquals(
        "goes on: 756 of 1,000 images done before",
        PhaseText.goesOn(images(OptionalLong.of(1000), 756, 756, 0, 0)));
  }
}
