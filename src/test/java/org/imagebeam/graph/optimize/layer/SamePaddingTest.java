package org.imagebeam.graph.optimize.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;

class SamePaddingTest {
  private static final List<Long> FILTER = List.of(3L, 5L, 3L, 8L);

  private static Optional<SamePadding> of(long stride, long height, long width) {
    return SamePadding.of(
        NodeDefs.floatNode("layer", "Conv2D", "image", "weights")
            .putAttr("strides", NodeDefs.integers(List.of(1L, stride, stride, 1L)))
            .build(),
        List.of(-1L, height, width, 3L),
        FILTER);
  }

  @Test
  void shouldAddTheOddRowBelowAndToTheRight() {
    assertEquals(Optional.of(new SamePadding(0, 1, 1, 2)), of(2, 224, 224));
    assertEquals(Optional.of(new SamePadding(1, 1, 2, 2)), of(2, 225, 225));
  }

  @Test
  void shouldNeedNoSizeForAStrideOfOne() {
    assertEquals(Optional.of(new SamePadding(1, 1, 2, 2)), of(1, -1, -1));
    assertEquals(Optional.empty(), of(2, -1, 224));
  }

  @Test
  void shouldAddNothingWhereTheStepsAreWiderThanTheFilter() {
    assertEquals(Optional.of(new SamePadding(0, 0, 0, 0)), of(8, 32, 32));
  }
}
