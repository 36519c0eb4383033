package org.imagebeam.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a {@link ToyHandler}'s models went through in this JVM, whatever instance it was. */
final class ToyRecord {
  private static final Map<String, ToyRecord> RECORDS = new ConcurrentHashMap<>();
  private static final long PATIENCE_MILLIS = 10_000;

  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger closes = new AtomicInteger();
  final List<String> prepared = Collections.synchronizedList(new ArrayList<>());
  final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
  private int running;
  private int mostRunning;

  private ToyRecord() {}

  static ToyRecord of(String modelId) {
    return RECORDS.computeIfAbsent(modelId, id -> new ToyRecord());
  }

  synchronized void enter() {
    running++;
    mostRunning = Math.max(mostRunning, running);
  }

  synchronized void leave() {
    running--;
  }

  synchronized int running() {
    return running;
  }

  /** The most batches that were in the model at once. */
  synchronized int mostRunning() {
    return mostRunning;
  }

  List<Integer> batchSizes() {
    return batches.stream().map(List::size).toList();
  }

  /**
   * The number of closes once it is {@code expected}, or after a while: runners may tear down when
   * the pipeline is done.
   */
  int closesSoon(int expected) throws InterruptedException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (closes.get() != expected && System.currentTimeMillis() < end) {
      Thread.sleep(10);
    }
    return closes.get();
  }
}
