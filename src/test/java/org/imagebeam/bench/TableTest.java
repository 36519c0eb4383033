package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void shouldAlignItsColumns() {
    Table table = new Table("line", "images/s", "note");
    table.add("the loop", "4.5", "batch 1");
    table.add("GRÖSSE", "1234567.25", "");
    assertEquals(
        """
        line        images/s  note
        the loop         4.5  batch 1
        GRÖSSE    1234567.25
        """,
        table.text());
    assertEquals(2, table.size());
  }

  @Test
  void shouldRefuseARowOfAnotherLength() {
    Table table = new Table("a", "b");
    assertThrows(IllegalArgumentException.class, () -> table.add("1"));
    assertEquals(0, table.size());
  }
}
