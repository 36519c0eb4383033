package org.imagebeam.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text, true);

  @Test
  void shouldAlignByWhatATerminalShows() {
    TextTable table = new TextTable(List.of("NAME", "N", "LABEL"), Set.of(1));
    table.add(List.of("猫.jpg", "7", "cat"));
    table.add(List.of("e\u0301t\u0301.jpg", "123", "ice"));
    table.add(List.of("a\nb", "1", "x"));
    table.print(out);
    assertEquals(
        List.of(
            "NAME      N  LABEL",
            "猫.jpg    7  cat",
            "e\u0301t\u0301.jpg  123  ice",
            "a\\nb      1  x"),
        text.toString().lines().toList());
  }

  @Test
  void shouldPrintMoreInTheSameColumns() {
    TextTable table = new TextTable(List.of("NAME", "LABEL"), Set.of());
    table.add(List.of("abcdef", "cat"));
    table.print(out);
    table.printMore(out, List.of("x", "dog"));
    table.printMore(out, List.of("wider than before", "dog"));
    assertEquals(
        List.of("NAME    LABEL", "abcdef  cat", "x       dog", "wider than before  dog"),
        text.toString().lines().toList());
    assertThrows(
        IllegalArgumentException.class, () -> table.printMore(out, List.of("a", "b", "c")));
  }
}
