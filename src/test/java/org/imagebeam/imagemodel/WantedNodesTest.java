package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class WantedNodesTest {
  @Test
  void shouldTakeValuesInOrderWhereEachNodeIsWantedOnce() {
    WantedNodes nodes = WantedNodes.of(List.of("a", "b:1", "c"));
    List<float[]> wanted = nodes.of(new float[] {1, 2, 3, 4}, new int[] {1, 2, 1});
    assertEquals(3, wanted.size());
    assertArrayEquals(new float[] {1}, wanted.get(0));
    assertArrayEquals(new float[] {2, 3}, wanted.get(1));
    assertArrayEquals(new float[] {4}, wanted.get(2));
  }

  @Test
  void shouldRepeatTheValuesOfANodeThatIsWantedTwice() {
    WantedNodes nodes = WantedNodes.of(List.of("a", "b", "a:0", "b:1", "b"));
    assertEquals(List.of(0, 1, 0, 2, 1), nodes.places());
    List<float[]> wanted = nodes.of(new float[] {1, 2, 3, 4, 5, 6}, new int[] {2, 1, 3});
    assertEquals(5, wanted.size());
    assertArrayEquals(new float[] {1, 2}, wanted.get(0));
    assertArrayEquals(new float[] {3}, wanted.get(1));
    assertArrayEquals(new float[] {1, 2}, wanted.get(2));
    assertArrayEquals(new float[] {4, 5, 6}, wanted.get(3));
    assertArrayEquals(new float[] {3}, wanted.get(4));
    assertNotSame(wanted.get(0), wanted.get(2), "each may be changed");
  }
}
