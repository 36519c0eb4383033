package org.imagebeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void shouldHaveRoundTicksAroundTheValues() {
    Axis axis = Axis.around(0.8239, 0.9171);
    assertEquals(List.of("0.82", "0.84", "0.86", "0.88", "0.90", "0.92"), labels(axis));
    assertEquals(0, axis.position(axis.from()));
    assertEquals(1, axis.position(axis.to()));
    assertEquals(0.5, axis.position(0.87), 1e-9);
  }

  @Test
  void shouldHaveRoomForOneValue() {
    assertEquals(List.of("1.80", "1.85"), labels(Axis.around(1.8, 1.8)));
    assertEquals("0.0", labels(Axis.around(0, 0)).get(0));
    assertEquals(0.2, Axis.around(0, 0).to());
  }

  @Test
  void shouldCountInWholeNumbers() {
    assertEquals(List.of("0", "1", "2", "3"), labels(Axis.ofWholeNumbers(0, 3)));
    assertEquals(List.of("0", "2", "4", "6", "8", "10"), labels(Axis.ofWholeNumbers(0, 10)));
    assertEquals(List.of("7", "8"), labels(Axis.ofWholeNumbers(7, 7)));
  }

  @Test
  void shouldLabelLargeAndSmallNumbers() {
    assertEquals(List.of("0", "200", "400"), labels(Axis.around(0, 1000)).subList(0, 3));
    assertEquals("0.0002", Axis.around(0, 0.001).label(0.0002));
    assertEquals("2000", Axis.around(0, 10_000).label(2000));
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(axis::label).toList();
  }
}
