package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Results.Key LOOP = new Results.Key("m", "loop");
  private static final Results.Key OURS = new Results.Key("m", "ours");

  private final Results results = new Results();

  private void add(Results.Key key, int round, double rate) {
    results.add(key, "note", round, Sample.rateAlone(rate));
  }

  @Test
  void shouldDivideRoundByRound() {
    // A machine that slows down and lines that don't differ: ratios of medians would not be 2.
    add(LOOP, 1, 10);
    add(OURS, 1, 20);
    add(LOOP, 2, 5);
    add(OURS, 2, 11);
    add(OURS, 3, 1);
    assertEquals(
        Optional.of(new Spread(2.1, 2, 2.2)),
        results.ratio(OURS, Sample::rate, LOOP, Sample::rate));
  }

  @Test
  void shouldHaveNoRatioWithoutACommonRound() {
    add(LOOP, 1, 10);
    add(OURS, 2, 20);
    assertTrue(results.ratio(OURS, Sample::rate, LOOP, Sample::rate).isEmpty());
    assertTrue(
        results.ratio(OURS, Sample::rate, new Results.Key("m", "none"), Sample::rate).isEmpty());
  }

  @Test
  void shouldDeriveLines() {
    add(LOOP, 1, 100);
    add(LOOP, 2, 200);
    results.derive(LOOP, 0.1, OURS, "a tenth");
    Results.Line line = results.find(OURS).orElseThrow();
    assertEquals("a tenth", line.note());
    assertEquals(new Spread(15, 10, 20), line.spread(Sample::rate));
    results.derive(new Results.Key("m", "none"), 2, new Results.Key("m", "neither"), "");
    assertTrue(results.find(new Results.Key("m", "neither")).isEmpty());
  }

  @Test
  void shouldKeepGroupsTogetherInTheirOrder() {
    add(new Results.Key("b", "1"), 1, 1);
    add(new Results.Key("a", "2"), 1, 1);
    add(new Results.Key("b", "3"), 1, 1);
    assertEquals(List.of("b", "a"), List.copyOf(results.groups().keySet()));
    assertEquals(List.of("1", "3"), List.copyOf(results.groups().get("b").keySet()));
  }

  @Test
  void shouldKeepWhyALineIsMissing() {
    results.skip(OURS, "no such thing here");
    assertEquals(Map.of("m: ours", "no such thing here"), results.skipped());
  }
}
