package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SharedModelPreloadTest {
  private static final BatchOptions OPTIONS = new BatchOptions(1, 1, 1, 1);

  private String id;
  private ToyRecord seen;

  @BeforeEach
  void nameModel(TestInfo test) {
    id = getClass().getSimpleName() + "." + test.getDisplayName();
    seen = ToyRecord.of(id);
  }

  private SharedModel.Preload<String, Integer, Integer> start(ToyHandler handler) {
    SharedModel.Preload<String, Integer, Integer> preload = SharedModel.preload(handler::load);
    preload.shareAs(id);
    return preload;
  }

  private SharedModel<String, Integer, Integer> acquire() throws Exception {
    return SharedModel.acquire(ToyHandler.of(id), OPTIONS);
  }

  @Test
  void shouldLoadWhatBundlesFind() throws Exception {
    SharedModel.Preload<String, Integer, Integer> preload = start(ToyHandler.of(id));
    SharedModel<String, Integer, Integer> shared = acquire();
    assertEquals(List.of(9), shared.model().run(List.of(3)));
    preload.close();
    assertEquals(0, seen.closes.get(), "a bundle still has it");
    shared.release();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldKeepTheModelUntilItIsClosed() throws Exception {
    SharedModel.Preload<String, Integer, Integer> preload = start(ToyHandler.of(id));
    acquire().release();
    acquire().release();
    assertEquals(0, seen.closes.get());
    preload.close();
    assertEquals(1, seen.closes.get());
    preload.close();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get(), "closed twice");
  }

  @Test
  void shouldFreeAModelThatNobodyCameFor() throws Exception {
    start(ToyHandler.of(id)).close();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get());
    acquire().release();
    assertEquals(2, seen.loads.get(), "nothing is expected any more");
  }

  @Test
  void shouldFreeAModelThatNobodyWasToldOf() throws Exception {
    SharedModel.Preload<String, Integer, Integer> preload =
        SharedModel.preload(ToyHandler.of(id)::load);
    acquire().release();
    preload.close();
    assertEquals(2, seen.loads.get());
    assertEquals(2, seen.closes.get());
  }

  @Test
  void shouldHaveBundlesWaitForTheLoad() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    SharedModel.Preload<String, Integer, Integer> preload =
        SharedModel.preload(
            () -> {
              assertTrue(asked.await(10, TimeUnit.SECONDS));
              return ToyHandler.of(id).load();
            });
    preload.shareAs(id);
    asked.countDown();
    acquire().release();
    preload.close();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldLeaveTheFaultToTheFirstBundle() throws Exception {
    ToyHandler failing = new ToyHandler(id, 2, 0, 2);
    SharedModel.Preload<String, Integer, Integer> preload = start(failing);
    IOException e = assertThrows(IOException.class, () -> SharedModel.acquire(failing, OPTIONS));
    assertEquals("no model " + id, e.getMessage());
    assertEquals(2, seen.loads.get(), "ahead, and by the bundle");
    preload.close();
    assertEquals(0, seen.closes.get());
  }
}
