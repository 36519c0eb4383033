package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TensorFlowMessageTest {
  @Test
  void shouldLeaveOutTheGraphAndKeepOneLine() {
    assertEquals(
        "Incompatible shapes: [1,2] vs. [3]",
        TensorFlowMessage.oneLine("Incompatible shapes: [1,2] vs. [3]\n\t [[{{node a/b}}]]"));
    assertEquals(
        "Input is empty.",
        TensorFlowMessage.oneLine("Input is empty. [[{{node decode}}]]\n\t [[decode/_3]]"));
    assertEquals(
        "2 root error(s) found. (0) INVALID_ARGUMENT: no (1) INVALID_ARGUMENT: no",
        TensorFlowMessage.oneLine(
            "2 root error(s) found.\n  (0) INVALID_ARGUMENT: no\n\t [[{{node a}}]]\n"
                + "  (1) INVALID_ARGUMENT: no\n\t [[{{node b}}]]\n\t [[c/_1]]"));
  }

  @Test
  void shouldMakeOneLineOfOtherMessages() {
    assertEquals("can't read '/a b'", TensorFlowMessage.oneLine("can't read '/a b'"));
    assertEquals("one two three", TensorFlowMessage.oneLine("one\r\ntwo\u0007three\n"));
  }
}
