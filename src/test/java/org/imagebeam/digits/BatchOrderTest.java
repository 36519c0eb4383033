package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  @Test
  void shouldTakeEachExampleOnceAPass() {
    BatchOrder order = new BatchOrder(1, 5000, 1000, 100);
    int[] first = pass(order, 0, 10, 100);
    int[] second = pass(order, 10, 10, 100);
    int[] all = IntStream.range(5000, 6000).toArray();
    assertArrayEquals(all, sorted(first));
    assertArrayEquals(all, sorted(second));
    assertTrue(!Arrays.equals(first, second) && !Arrays.equals(first, all));
  }

  @Test
  void shouldFillUpABatchFromTheNextPass() {
    BatchOrder order = new BatchOrder(1, 0, 10, 4);
    int[] twoPasses = pass(order, 0, 5, 4);
    int[] all = IntStream.range(0, 10).toArray();
    assertArrayEquals(all, sorted(Arrays.copyOf(twoPasses, 10)));
    assertArrayEquals(all, sorted(Arrays.copyOfRange(twoPasses, 10, 20)));
  }

  @Test
  void shouldKnowTheBatchOfAnyStep() {
    int[] inOrder = pass(new BatchOrder(7, 0, 100, 30), 0, 20, 30);
    for (int step = 19; step >= 0; step--) {
      int[] batch = new int[30];
      new BatchOrder(7, 0, 100, 30).batch(step, batch);
      assertArrayEquals(Arrays.copyOfRange(inOrder, step * 30, step * 30 + 30), batch);
    }
  }

  @Test
  void shouldFollowTheSeed() {
    int[] one = pass(new BatchOrder(1, 0, 100, 10), 0, 10, 10);
    assertArrayEquals(one, pass(new BatchOrder(1, 0, 100, 10), 0, 10, 10));
    for (long seed : new long[] {0, 2, -1, Long.MAX_VALUE}) {
      int[] other = pass(new BatchOrder(seed, 0, 100, 10), 0, 10, 10);
      int same = (int) IntStream.range(0, 100).filter(i -> one[i] == other[i]).count();
      assertTrue(same < 15, seed + " has " + same + " of 100 in common with 1");
    }
  }

  @Test
  void shouldStayTheSameForEver() {
    // A checkpoint made today is to be gone on with by any later version.
    int[] batch = new int[8];
    new BatchOrder(1, 0, 8, 8).batch(0, batch);
    int[] known = {0, 1, 3, 5, 2, 4, 7, 6};
    assertEquals(Arrays.toString(known), Arrays.toString(batch));
  }

  @Test
  void shouldRefuseInvalidBatches() {
    assertThrows(IllegalArgumentException.class, () -> new BatchOrder(1, 0, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new BatchOrder(1, 0, 10, 11));
  }

  private static int[] pass(BatchOrder order, int from, int batches, int size) {
    int[] all = new int[batches * size];
    int[] batch = new int[size];
    for (int i = 0; i < batches; i++) {
      order.batch(from + i, batch);
      System.arraycopy(batch, 0, all, i * size, size);
    }
    return all;
  }

  private static int[] sorted(int[] values) {
    int[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }
}
