package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.junit.jupiter.api.Test;

class FirstRunTest {
  private static final ModelFolder FOLDER = ModelFolder.open(ModelFolder.EMBEDDED);

  @Test
  void shouldWaitForRunsThatEnd() {
    CountDownLatch ran = new CountDownLatch(1);
    FirstRun.of(FOLDER, "ends").make(ran::countDown);
    assertEquals(0, ran.getCount());
  }

  @Test
  void shouldPassOnWhatARunThrows() {
    IllegalStateException thrown = new IllegalStateException("no answer");
    assertSame(
        thrown,
        assertThrows(
            IllegalStateException.class,
            () ->
                FirstRun.of(FOLDER, "fails")
                    .make(
                        () -> {
                          throw thrown;
                        })));
  }

  @Test
  void shouldGiveUpOnARunWithoutAnEndAndNotStartItAgain() {
    CountDownLatch end = new CountDownLatch(1);
    FirstRun run = new FirstRun(FOLDER, "endless", Duration.ofMillis(20));
    try {
      ModelException e =
          assertThrows(
              ModelException.class,
              () -> run.make(() -> Uninterruptibles.awaitUninterruptibly(end)));
      assertEquals(ModelException.Kind.UNUSABLE, e.kind());
      assertTrue(
          e.getMessage().startsWith("embedded/classify_image_graph_def.pb: the network has no"),
          e.getMessage());
      assertThrows(
          ModelException.class,
          () ->
              run.make(
                  () -> {
                    throw new AssertionError("it was started again");
                  }));
    } finally {
      end.countDown();
    }
  }
}
