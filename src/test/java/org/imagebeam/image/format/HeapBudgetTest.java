package org.imagebeam.image.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeapBudgetTest {
  private static final long HALF = Runtime.getRuntime().maxMemory() / 2;

  @Test
  void shouldHoldUpToHalfTheHeap() {
    assertTrue(HeapBudget.holds(0));
    assertTrue(HeapBudget.holds(HALF - (2 << 20)));
    assertFalse(HeapBudget.holds(HALF + (2 << 20)));
    assertFalse(HeapBudget.holds(Long.MAX_VALUE));
  }

  @Test
  void shouldLetLargeImagesWaitForEachOther() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<Integer>> done = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int number = i;
      done.add(
          threads.submit(
              () ->
                  HeapBudget.run(
                      HALF / 2 - (4 << 20),
                      () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        running.decrementAndGet();
                        return number;
                      })));
    }
    for (int i = 0; i < done.size(); i++) {
      assertEquals(i, done.get(i).get());
    }
    threads.shutdown();
    assertTrue(most.get() <= 2, most + " ran at once");
  }

  @Test
  void shouldGiveBackWhatAFailureHeld() throws IOException, ImageException {
    for (int i = 0; i < 3; i++) {
      assertThrows(
          IOException.class,
          () ->
              HeapBudget.run(
                  HALF - (4 << 20),
                  () -> {
                    throw new IOException("damaged");
                  }));
    }
    assertEquals("ok", HeapBudget.run(HALF - (4 << 20), () -> "ok"));
  }
}
