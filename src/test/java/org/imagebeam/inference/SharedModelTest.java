package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SharedModelTest {
  private String id;
  private ToyRecord seen;

  @BeforeEach
  void nameModel(TestInfo test) {
    id = getClass().getSimpleName() + "." + test.getDisplayName();
    seen = ToyRecord.of(id);
  }

  private static BatchOptions threads(int preparers, int batchesInFlight) {
    return new BatchOptions(1, 1, preparers, batchesInFlight);
  }

  private SharedModel<String, Integer, Integer> acquire() throws Exception {
    return SharedModel.acquire(ToyHandler.of(id), threads(2, 3));
  }

  @Test
  void shouldLoadOnceAndCloseAtTheLastRelease() throws Exception {
    SharedModel<String, Integer, Integer> first = acquire();
    SharedModel<String, Integer, Integer> second = acquire();
    assertSame(first, second);
    assertSame(first.model(), second.model());
    first.release();
    assertEquals(0, seen.closes.get());
    assertEquals(List.of(9), second.model().run(List.of(3)));
    assertTrue(!second.preparers().isShutdown());
    second.release();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get());
    assertTrue(second.preparers().isShutdown());
  }

  @Test
  void shouldLoadAgainAfterAClose() throws Exception {
    SharedModel<String, Integer, Integer> first = acquire();
    first.release();
    SharedModel<String, Integer, Integer> second = acquire();
    assertNotSame(first, second);
    assertEquals(List.of(4), second.model().run(List.of(2)));
    second.release();
    assertEquals(2, seen.loads.get());
    assertEquals(2, seen.closes.get());
  }

  @Test
  void shouldLoadAgainAfterAFailedLoad() throws Exception {
    ToyHandler handler = new ToyHandler(id, 2, 0, 1);
    IOException e =
        assertThrows(IOException.class, () -> SharedModel.acquire(handler, threads(1, 1)));
    assertEquals("no model " + id, e.getMessage());
    SharedModel<String, Integer, Integer> shared = SharedModel.acquire(handler, threads(1, 1));
    assertEquals(2, seen.loads.get());
    shared.release();
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldNotShareModelsOfOtherIds() throws Exception {
    SharedModel<String, Integer, Integer> square = acquire();
    SharedModel<String, Integer, Integer> cube =
        SharedModel.acquire(new ToyHandler(id + ".cube", 3, 0, 0), threads(1, 1));
    assertEquals(List.of(9), square.model().run(List.of(3)));
    assertEquals(List.of(27), cube.model().run(List.of(3)));
    cube.release();
    assertEquals(0, seen.closes.get());
    square.release();
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldKeepTheFirstCallersNumbers() throws Exception {
    SharedModel<String, Integer, Integer> first = acquire();
    SharedModel<String, Integer, Integer> second =
        SharedModel.acquire(ToyHandler.of(id), threads(9, 9));
    assertEquals(3, second.inFlight().availablePermits());
    Set<String> threads = ConcurrentHashMap.newKeySet();
    CyclicBarrier both = new CyclicBarrier(2);
    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tasks.add(
          second
              .preparers()
              .submit(
                  () -> {
                    both.await(10, TimeUnit.SECONDS);
                    return threads.add(Thread.currentThread().getName());
                  }));
    }
    for (Future<?> task : tasks) {
      task.get();
    }
    assertEquals(Set.of("prepare-" + id + "-0", "prepare-" + id + "-1"), threads);
    first.release();
    second.release();
  }

  @Test
  void shouldLoadOnceForManyThreads() throws Exception {
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Future<SharedModel<String, Integer, Integer>>> acquired = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      acquired.add(
          executor.submit(
              () -> {
                start.await(10, TimeUnit.SECONDS);
                return acquire();
              }));
    }
    List<SharedModel<String, Integer, Integer>> all = new ArrayList<>();
    for (Future<SharedModel<String, Integer, Integer>> one : acquired) {
      all.add(one.get());
    }
    for (SharedModel<String, Integer, Integer> shared : all) {
      assertEquals(0, seen.closes.get());
      shared.release();
    }
    executor.shutdown();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldNotCloseWhileAnInputIsBeingPrepared() throws Exception {
    SharedModel<String, Integer, Integer> shared = acquire();
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean closedMeanwhile = new AtomicBoolean();
    Future<?> preparing =
        shared
            .preparers()
            .submit(
                () -> {
                  started.countDown();
                  try {
                    Thread.sleep(10_000);
                  } catch (InterruptedException e) {
                    // Native code would not stop at once either.
                    Thread.sleep(200);
                  }
                  closedMeanwhile.set(seen.closes.get() > 0);
                  return null;
                });
    started.await();
    shared.release();
    assertTrue(preparing.isDone());
    assertEquals(1, seen.closes.get());
    assertTrue(!closedMeanwhile.get());
  }

  @Test
  void shouldNotCloseWhileABatchIsInside() throws Exception {
    SharedModel<String, Integer, Integer> shared =
        SharedModel.acquire(new ToyHandler(id, 2, 300, 0), threads(1, 1));
    Future<List<Integer>> running = shared.run(() -> shared.model().run(List.of(3)));
    shared.release();
    assertTrue(running.isDone());
    assertEquals(0, seen.running());
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldRunAsManyBatchesAsTheModelFindsUsefulIfNobodySays() throws Exception {
    SharedModel<String, Integer, Integer> shared =
        SharedModel.acquire(ToyHandler.of(id), threads(0, 0));
    assertEquals(ToyHandler.USEFUL_BATCHES, shared.inFlight().availablePermits());
    assertEquals(Runtime.getRuntime().availableProcessors(), shared.preparerCount());
    shared.release();
  }

  @Test
  void shouldRefuseAHandlerThatLoadsNothing() {
    ModelHandler<String, Integer, Integer> nothing = new NothingHandler(id);
    NullPointerException e =
        assertThrows(NullPointerException.class, () -> SharedModel.acquire(nothing, threads(1, 1)));
    assertEquals("handler loaded null", e.getMessage());
  }

  private record NothingHandler(String modelId) implements ModelHandler<String, Integer, Integer> {
    @Override
    public LoadedModel<String, Integer, Integer> load() {
      return null;
    }
  }
}
