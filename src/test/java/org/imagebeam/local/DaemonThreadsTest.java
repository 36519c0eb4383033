package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
  @Test
  void shouldRunOnADaemonOfThatName() throws Exception {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    Thread started = DaemonThreads.start("watch", () -> ran.complete(Thread.currentThread()));
    assertEquals(started, ran.get(1, TimeUnit.MINUTES));
    assertEquals("watch", started.getName());
    assertTrue(started.isDaemon());
  }
}
