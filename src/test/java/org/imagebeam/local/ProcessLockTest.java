package org.imagebeam.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {
  @TempDir Path temp;

  @Test
  void shouldLetOneThreadInAtATime() throws Exception {
    Path file = temp.resolve("new/folder/lock");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Future<?>[] all = new Future<?>[20];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          threads.submit(
              () -> {
                ProcessLock lock = ProcessLock.acquire(file, () -> {});
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.sleep(2);
                inside.decrementAndGet();
                lock.close();
                return null;
              });
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();
    assertEquals(1, most.get());
  }

  @Test
  void shouldTellOnceThatItWaits() throws Exception {
    Path file = temp.resolve("lock");
    CountDownLatch told = new CountDownLatch(1);
    ProcessLock first = ProcessLock.acquire(file, () -> {});
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<ProcessLock> second = thread.submit(() -> ProcessLock.acquire(file, told::countDown));
    assertTrue(told.await(30, TimeUnit.SECONDS));
    assertTrue(!second.isDone());
    first.close();
    first.close();
    second.get().close();
    thread.shutdown();
  }

  @Test
  void shouldBeFreeWhenItsHolderIsKilled() throws Exception {
    Path file = temp.resolve("lock");
    Process holder = ChildJvm.start(Hold.class, file.toString());
    assertEquals('x', holder.getInputStream().read());
    CountDownLatch told = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<ProcessLock> waiting = thread.submit(() -> ProcessLock.acquire(file, told::countDown));
    assertTrue(told.await(30, TimeUnit.SECONDS));
    assertTrue(!waiting.isDone());
    holder.destroyForcibly().waitFor();
    waiting.get(30, TimeUnit.SECONDS).close();
    thread.shutdown();
  }

  @Test
  void shouldLetOneProcessInAtATimeThoughEachRemovesTheFile() throws Exception {
    Path file = temp.resolve("new/folder/lock");
    Process[] processes = new Process[3];
    for (int i = 0; i < processes.length; i++) {
      processes[i] = ChildJvm.start(Remove.class, file.toString(), temp.toString());
    }
    for (Process process : processes) {
      assertEquals("alone", new String(process.getInputStream().readAllBytes(), UTF_8));
    }
    assertTrue(Files.notExists(file));
  }

  /** Locks a file, looks whether anybody else is inside, and removes it, many times. */
  static final class Remove {
    private Remove() {}

    public static void main(String... args) throws Exception {
      Path file = Path.of(args[0]);
      Path inside = Path.of(args[1], "inside");
      for (int i = 0; i < 300; i++) {
        NewFolders folders = NewFolders.above(file);
        ProcessLock lock = ProcessLock.acquire(file, () -> {});
        Files.createFile(inside);
        Files.delete(inside);
        lock.closeAndRemove();
        folders.removeEmpty();
      }
      System.out.print("alone");
    }
  }

  @Test
  void shouldNameTheFileThatCannotBeMade() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    OutputException e =
        assertThrows(
            OutputException.class, () -> ProcessLock.acquire(file.resolve("lock"), () -> {}));
    assertTrue(e.getMessage().contains(file + " is a file where a folder"), e.getMessage());
    // And the thread's lock is free again.
    assertThrows(OutputException.class, () -> ProcessLock.acquire(file.resolve("lock"), () -> {}));
  }

  @Test
  void shouldNameTheRootThatIsNoFile() {
    Path root = temp.getRoot();
    OutputException e =
        assertThrows(OutputException.class, () -> ProcessLock.acquire(root, () -> {}));
    assertTrue(e.getMessage().startsWith("cannot write " + root + ": "), e.getMessage());
    assertThrows(OutputException.class, () -> ProcessLock.tryAcquire(root));
  }

  /** Locks a file, says so, and holds it until it is killed. */
  static final class Hold {
    private Hold() {}

    public static void main(String... args) throws Exception {
      ProcessLock lock = ProcessLock.acquire(Path.of(args[0]), () -> {});
      System.out.print('x');
      System.out.flush();
      Thread.sleep(TimeUnit.MINUTES.toMillis(5));
      lock.close();
    }
  }
}
