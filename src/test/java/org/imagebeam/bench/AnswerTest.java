package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  @Test
  void shouldReadWhatItWrites() {
    Answer answer = new Answer(104, 0.2);
    assertEquals("104 0.200000", answer.line());
    assertEquals(answer, Answer.parse(answer.line()));
  }

  @Test
  void shouldReadWhatPythonWrites() {
    assertEquals(new Answer(50, 1e-3), Answer.parse(" 50  1e-3\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "8 0.2 0.3",
        "ready",
        "many slow",
        "0.5 0.1",
        "0 0.1",
        "-1 0.1",
        "8 nan",
        "8 -1",
        "8 Infinity"
      })
  void shouldRefuseWhatIsNoAnswer(String line) {
    assertThrows(IllegalArgumentException.class, () -> Answer.parse(line));
  }
}
