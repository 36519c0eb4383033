package org.imagebeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does one thing while another thread does another one, as other processes do. */
public final class Meanwhile {
  /** How often the other thread acts during one round, so that trying again comes to an end. */
  private static final int ACTS = 5;

  private Meanwhile() {}

  /**
   * Does {@code one} many times while another thread does {@code other}, a few times a round.
   *
   * @return how often the other thread acted
   */
  public static int run(int rounds, Runnable other, Callable<?> one) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger left = new AtomicInteger();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Integer> acts =
        thread.submit(
            () -> {
              int count = 0;
              while (!done.get()) {
                if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                  other.run();
                  count++;
                } else {
                  Thread.onSpinWait();
                }
              }
              return count;
            });
    try {
      for (int i = 0; i < rounds; i++) {
        left.set(ACTS);
        one.call();
      }
    } finally {
      done.set(true);
      thread.shutdown();
    }
    return acts.get();
  }

  /** Removes a file, or a folder if it is empty. */
  public static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // There is something in it again.
    }
  }

  /** Moves a file away if it is there, and else back. */
  public static void toggle(Path file) {
    Path away = file.resolveSibling(file.getFileName() + ".away");
    try {
      if (Files.exists(file)) {
        Files.move(file, away, StandardCopyOption.ATOMIC_MOVE);
      } else if (Files.exists(away)) {
        Files.move(away, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes an empty folder if it is there, and else makes it. */
  public static void toggleFolder(Path folder) {
    try {
      if (!Files.deleteIfExists(folder)) {
        Files.createDirectory(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
