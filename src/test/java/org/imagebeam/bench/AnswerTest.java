package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  @Test
  void shouldReadWhatItWrites() {
    Answer answer = new Answer(0.104166667, 0.2);
    assertEquals("0.104166667 0.200000000", answer.line());
    assertEquals(answer, Answer.parse(answer.line()));
  }

  @Test
  void shouldReadWhatPythonWrites() {
    assertEquals(new Answer(0.5, 1e-3), Answer.parse(" 0.500000000  1e-3\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0.1",
        "0.1 0.2 0.3",
        "ready",
        "fast slow",
        "0 0.1",
        "-1 0.1",
        "nan nan",
        "Infinity 1"
      })
  void shouldRefuseWhatIsNoAnswer(String line) {
    assertThrows(IllegalArgumentException.class, () -> Answer.parse(line));
  }
}
