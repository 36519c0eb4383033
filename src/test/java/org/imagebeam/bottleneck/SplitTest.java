package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final Split USUAL = new Split(10, 10, 0);

  /** From hashlib, with the arithmetic of retrain.py. */
  @Test
  void shouldTakeTheSidesOfTheHash() {
    assertEquals(Side.TESTING, USUAL.of("a.jpg"));
    assertEquals(Side.VALIDATION, USUAL.of("10.jpg"));
    assertEquals(
        "TTTTTTTTTTVTTTTTVTTVTTTTTTTTTTTTTTTTTTTT", sides(USUAL, number -> number + ".jpg"));
    assertEquals(
        "TVVTTTTTTTTTTTTTTTTTVVTTTTTVTTTTTVTTTTTT",
        sides(new Split(10, 10, 7), number -> number + ".jpg"));
    assertEquals(
        "VTTTTVTTVTTTTTVTVVTVTVTVTTTTTTTTTTTTTTTV",
        sides(new Split(30, 20, -3), number -> "été" + number + ".jpg"));
  }

  @Test
  void shouldNotLookAtTheFolder() {
    for (int i = 0; i < 200; i++) {
      Side side = USUAL.of(i + ".jpg");
      assertEquals(side, USUAL.of("/data/flowers/roses/" + i + ".jpg"));
      assertEquals(side, USUAL.of("gs://bucket/a_nohash_b/" + i + ".jpg"));
    }
  }

  @Test
  void shouldKeepNearCopiesTogether() {
    for (int i = 0; i < 50; i++) {
      Side side = USUAL.of("leaf" + i);
      assertEquals(side, USUAL.of("plants/leaf" + i + "_nohash_1.jpg"));
      assertEquals(side, USUAL.of("plants/leaf" + i + "_nohash_2_nohash_3.png"));
    }
  }

  @Test
  void shouldGiveTheSidesTheirShare() {
    Map<Side, Long> counts = count(new Split(20, 5, 1));
    assertEquals(20_000, counts.get(Side.TESTING), 600);
    assertEquals(5_000, counts.get(Side.VALIDATION), 300);
    assertEquals(100_000, counts.values().stream().mapToLong(n -> n).sum());
  }

  @Test
  void shouldLeaveSidesOfNoPercentEmpty() {
    assertEquals(Map.of(Side.TRAINING, 100_000L), count(new Split(0, 0, 1)));
  }

  @Test
  void shouldSplitAnewByAnotherSeed() {
    IntFunction<String> names = number -> "p" + number;
    assertNotEquals(sides(USUAL, names), sides(new Split(10, 10, 1), names));
  }

  @Test
  void shouldKeepThoseOfTheLargerShareWhenItGrows() {
    Split more = new Split(10, 30, 0);
    for (int i = 0; i < 500; i++) {
      if (USUAL.of(i + ".jpg") == Side.VALIDATION) {
        assertEquals(Side.VALIDATION, more.of(i + ".jpg"));
      }
    }
  }

  @Test
  void shouldKnowItsPercentages() {
    Split split = new Split(20, 5, 0);
    assertEquals(20, split.percentage(Side.TESTING));
    assertEquals(5, split.percentage(Side.VALIDATION));
    assertEquals(75, split.percentage(Side.TRAINING));
  }

  @Test
  void shouldRefuseInvalidPercentages() {
    assertEquals("testingPercentage must be 0 to 100, not -1", refusal(-1, 10));
    assertEquals("testingPercentage must be 0 to 100, not 101", refusal(101, 10));
    assertEquals("validationPercentage must be 0 to 100, not 200", refusal(10, 200));
    assertEquals(
        "testingPercentage plus validationPercentage must be below 100, to leave images for"
            + " training, not 60 + 40",
        refusal(60, 40));
  }

  private static String refusal(int testing, int validation) {
    return assertThrows(IllegalArgumentException.class, () -> new Split(testing, validation, 0))
        .getMessage();
  }

  private static Map<Side, Long> count(Split split) {
    return IntStream.range(0, 100_000)
        .mapToObj(i -> split.of("picture" + i + ".jpg"))
        .collect(Collectors.groupingBy(side -> side, Collectors.counting()));
  }

  private static String sides(Split split, IntFunction<String> names) {
    return IntStream.range(0, 40)
        .mapToObj(i -> split.of(names.apply(i)).name().substring(0, 1))
        .collect(Collectors.joining());
  }
}
