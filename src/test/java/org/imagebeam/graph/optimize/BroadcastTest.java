package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagebeam.graph.FloatTensor;
import org.junit.jupiter.api.Test;

class BroadcastTest {
  private static FloatTensor tensor(List<Long> shape, float... values) {
    return new FloatTensor(shape, values);
  }

  private static void assertDifference(
      FloatTensor left, FloatTensor right, List<Long> shape, Float... expected) {
    FloatTensor result = Broadcast.apply(left, right, (a, b) -> a - b).orElseThrow();
    assertEquals(shape, result.shape());
    assertEquals(
        List.of(expected), IntStream.range(0, result.size()).mapToObj(result::get).toList());
  }

  private static final FloatTensor SIX = tensor(List.of(3L, 2L), 1, 2, 3, 4, 5, 6);

  @Test
  void shouldRepeatScalars() {
    assertDifference(SIX, tensor(List.of(), 1), List.of(3L, 2L), 0f, 1f, 2f, 3f, 4f, 5f);
    assertDifference(tensor(List.of(), 1), SIX, List.of(3L, 2L), 0f, -1f, -2f, -3f, -4f, -5f);
  }

  @Test
  void shouldRepeatRowsAndColumns() {
    FloatTensor row = tensor(List.of(2L), 1, 2);
    assertDifference(SIX, row, List.of(3L, 2L), 0f, 0f, 2f, 2f, 4f, 4f);
    FloatTensor column = tensor(List.of(3L, 1L), 1, 2, 3);
    assertDifference(SIX, column, List.of(3L, 2L), 0f, 1f, 1f, 2f, 2f, 3f);
  }

  @Test
  void shouldRepeatInnerDimensions() {
    FloatTensor eight = tensor(List.of(2L, 2L, 2L), 1, 2, 3, 4, 5, 6, 7, 8);
    FloatTensor ends = tensor(List.of(2L, 1L, 2L), 1, 2, 5, 6);
    assertDifference(eight, ends, List.of(2L, 2L, 2L), 0f, 0f, 2f, 2f, 0f, 0f, 2f, 2f);
  }

  @Test
  void shouldTakeEqualShapesAndEmptyOnes() {
    assertDifference(SIX, SIX, List.of(3L, 2L), 0f, 0f, 0f, 0f, 0f, 0f);
    assertDifference(tensor(List.of(0L, 2L)), tensor(List.of(2L), 1, 2), List.of(0L, 2L));
  }

  @Test
  void shouldNotGrowBothOrMixUnequals() {
    FloatTensor three = tensor(List.of(3L), 1, 2, 3);
    FloatTensor column = tensor(List.of(2L, 1L), 1, 2);
    assertEquals(Optional.empty(), Broadcast.apply(three, column, Float::sum));
    assertEquals(Optional.empty(), Broadcast.apply(three, SIX, Float::sum));
  }
}
