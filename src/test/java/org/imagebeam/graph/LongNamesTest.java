package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "node 'x'"})
  void shouldLeaveWhatIsShort(String text) {
    assertEquals(text, LongNames.shorten(text));
    assertEquals("x".repeat(200), LongNames.shorten("x".repeat(199) + "x"));
    assertEquals(
        "x".repeat(100) + "\u2026" + "x".repeat(40) + " y",
        LongNames.shorten("x".repeat(201) + " y"));
  }
}
