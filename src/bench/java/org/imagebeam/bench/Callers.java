package org.imagebeam.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Threads that do the same over and over, each for itself. */
final class Callers implements AutoCloseable {
  private final ExecutorService threads;
  private final int count;
  private final IntConsumer task;

  /**
   * @param task gets the number of its thread, from 0
   */
  Callers(int count, IntConsumer task) {
    this.threads = Executors.newFixedThreadPool(count);
    this.count = count;
    this.task = task;
  }

  /**
   * Does the task at least that many times, as often on each thread, so that none idles at the end.
   *
   * @return how many times
   */
  long run(long times) throws InterruptedException {
    long each = (times + count - 1) / count;
    List<Callable<Long>> calls =
        IntStream.range(0, count).<Callable<Long>>mapToObj(i -> () -> repeat(i, each)).toList();
    long done = 0;
    for (Future<Long> call : threads.invokeAll(calls)) {
      try {
        done += call.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    return done;
  }

  private long repeat(int thread, long times) {
    for (long i = 0; i < times; i++) {
      task.accept(thread);
    }
    return times;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
