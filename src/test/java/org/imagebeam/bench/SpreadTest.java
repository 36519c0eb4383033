package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void shouldTakeTheMiddleOfAnOddNumber() {
    assertEquals(new Spread(3, 1, 10), Spread.of(List.of(10.0, 1.0, 3.0)));
    assertEquals(new Spread(7, 7, 7), Spread.of(List.of(7.0)));
  }

  @Test
  void shouldTakeTheMeanOfTheMiddleTwoOfAnEvenNumber() {
    assertEquals(new Spread(2.5, 1, 100), Spread.of(List.of(100.0, 2.0, 1.0, 3.0)));
  }

  @Test
  void shouldRefuseNoValues() {
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }

  @Test
  void shouldBeWrittenWithAsManyDecimalsAsWanted() {
    Spread spread = new Spread(12.345, 11, 13.999);
    assertEquals("12.35 [11.00..14.00]", spread.text(2));
    assertEquals("12 [11..14]", spread.text(0));
  }
}
