package org.imagebeam.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextWidthTest {
  @ParameterizedTest
  @CsvSource({
    "a.jpg, 5",
    "é.jpg, 5",
    // e and a combining accent.
    "e\u0301.jpg, 5",
    "猫.jpg, 6",
    "한국, 4",
    "ｶﾅ, 2",
    "😀.jpg, 6",
    "❤\ufe0f, 1",
    "'', 0"
  })
  void shouldCountColumnsAsATerminalDoes(String text, int columns) {
    assertEquals(columns, TextWidth.columns(text));
  }

  @Test
  void shouldMakeVisibleWhatATerminalWouldObey() {
    assertEquals("a\\nb\\r\\t.jpg", TextWidth.visible("a\nb\r\t.jpg"));
    assertEquals("\\x1B[31mred\\x07\\x9B", TextWidth.visible("\u001b[31mred\u0007\u009b"));
    assertEquals("\\u202Egpj.exe\\u2028", TextWidth.visible("\u202egpj.exe\u2028"));
    assertEquals("\\uFEFFa\\u200B\\uD800", TextWidth.visible("\ufeffa\u200b\ud800"));
    assertEquals("\\x00\\x7F", TextWidth.visible("\0\u007f"));
  }

  @Test
  void shouldLeaveTheRestAsItIs() {
    // A family of emoji, joined, and a flag made of tags.
    String family = "👨\u200d👩\u200d👧 \udb40\udc67";
    assertEquals(family, TextWidth.visible(family));
    assertEquals("naïve 猫 \\n", TextWidth.visible("naïve 猫 \\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "abcdefghij, 10, abcdefghij",
    "abcdefghij, 9, abc...hij",
    "abcdefghij, 5, a...j",
    // A wide character isn't cut into halves.
    "猫猫猫猫猫, 9, 猫...猫猫",
    "猫猫猫猫猫, 8, 猫...猫",
    // An accent stays with its letter.
    "abce\u0301fghij\u0301, 8, ab...hij\u0301",
    "ae\u0301cdefghi, 7, ae\u0301...hi"
  })
  void shouldCutTheMiddleOut(String text, int columns, String cut) {
    assertEquals(cut, TextWidth.cutMiddle(text, columns));
  }
}
