package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class WantedNodesTest {
  @Test
  void shouldTakeValuesAsTheyAreWhereEachNodeIsWantedOnce() {
    WantedNodes nodes = WantedNodes.of(List.of("a", "b:1", "c"));
    float[] values = {1, 2, 3};
    assertSame(values, nodes.arrange(values, new int[] {1, 1, 1}));
    assertArrayEquals(new int[] {4, 5, 6}, nodes.lengths(new int[] {4, 5, 6}));
  }

  @Test
  void shouldRepeatTheValuesOfANodeThatIsWantedTwice() {
    WantedNodes nodes = WantedNodes.of(List.of("a", "b", "a:0", "b:1", "b"));
    assertEquals(List.of(0, 1, 0, 2, 1), nodes.places());
    int[] fetched = {2, 1, 3};
    assertArrayEquals(new int[] {2, 1, 2, 3, 1}, nodes.lengths(fetched));
    assertArrayEquals(
        new float[] {1, 2, 3, 1, 2, 4, 5, 6, 3},
        nodes.arrange(new float[] {1, 2, 3, 4, 5, 6}, fetched));
  }
}
