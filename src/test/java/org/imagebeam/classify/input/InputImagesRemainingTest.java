package org.imagebeam.classify.input;

import static org.imagebeam.classify.input.NumberedImages.paths;
import static org.imagebeam.classify.input.NumberedImages.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import org.imagebeam.classify.table.ImageKey;
import org.junit.jupiter.api.Test;

class InputImagesRemainingTest {
  @Test
  void shouldLeaveOutWhatIsDone() {
    assertEquals(
        List.of("/p/0", "/p/2", "/p/4"), paths(plan(5).without(BitSet.valueOf(bits(1, 3)))));
  }

  @Test
  void shouldSkipWholeChunksOnly() {
    // Chunks of 2: {0, 1} is whole, {2, 3} is not, {4} is whole though short.
    assertEquals(
        List.of("/p/2", "/p/3"), paths(plan(5).withoutChunks(BitSet.valueOf(bits(0, 1, 2, 4)), 2)));
  }

  @Test
  void shouldFindAVersionOfAFileAndNoOther() {
    InputImages plan = plan(5);
    assertEquals(3, plan.find(new ImageKey("/p/3", 3, 3)));
    assertEquals(-1, plan.find(new ImageKey("/p/3", 4, 3)));
    assertEquals(-1, plan.find(new ImageKey("/p/3", 3, 4)));
    assertEquals(-1, plan.find(new ImageKey("/p/31", 3, 3)));
  }

  private static long[] bits(int... set) {
    long bits = 0;
    for (int bit : set) {
      bits |= 1L << bit;
    }
    return new long[] {bits};
  }
}
