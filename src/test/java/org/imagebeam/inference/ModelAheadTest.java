package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ModelAheadTest {
  private static final BatchOptions OPTIONS = new BatchOptions(1, 1, 1, 1);

  private String id;
  private ToyRecord seen;

  @BeforeEach
  void nameModel(TestInfo test) {
    id = getClass().getSimpleName() + "." + test.getDisplayName();
    seen = ToyRecord.of(id);
  }

  @Test
  void shouldLoadWhatBundlesFind() throws Exception {
    ModelAhead ahead = ModelAhead.start(ToyHandler.of(id), OPTIONS);
    SharedModel<String, Integer, Integer> shared = SharedModel.acquire(ToyHandler.of(id), OPTIONS);
    assertEquals(List.of(9), shared.model().run(List.of(3)));
    ahead.close();
    assertEquals(0, seen.closes.get(), "a bundle still has it");
    shared.release();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldKeepTheModelUntilItIsClosed() throws Exception {
    ModelAhead ahead = ModelAhead.start(ToyHandler.of(id), OPTIONS);
    ahead.await();
    SharedModel.acquire(ToyHandler.of(id), OPTIONS).release();
    SharedModel.acquire(ToyHandler.of(id), OPTIONS).release();
    ahead.close();
    assertEquals(1, seen.closes.get());
    ahead.close();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get(), "closed twice");
  }

  @Test
  void shouldFreeAModelThatNobodyCameFor() {
    ModelAhead.start(ToyHandler.of(id), OPTIONS).close();
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closes.get());
  }

  @Test
  void shouldLeaveTheFaultToTheFirstBundle() throws Exception {
    ToyHandler failing = new ToyHandler(id, 2, 0, 2);
    ModelAhead.start(failing, OPTIONS).close();
    assertEquals(1, seen.loads.get());
    IOException e = assertThrows(IOException.class, () -> SharedModel.acquire(failing, OPTIONS));
    assertEquals("no model " + id, e.getMessage());
  }
}
