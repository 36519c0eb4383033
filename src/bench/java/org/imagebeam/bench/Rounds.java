package org.imagebeam.bench;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives each line one turn a round, so that what befalls the machine befalls them all. Those that
 * wait keep their memory while there is room; then the ones that have waited longest give it back.
 */
final class Rounds {
  private final Map<Results.Key, Entry> entries;
  private final Results results;
  private final PrintStream progress;
  private final double room;

  /** In the order of their last turns. */
  private final Set<Entry> awake = new LinkedHashSet<>();

  /**
   * @param room MiB that those may keep together which wait for their turns
   */
  Rounds(Map<Results.Key, Entry> entries, Results results, PrintStream progress, double room) {
    this.entries = new LinkedHashMap<>(entries);
    this.results = results;
    this.progress = progress;
    this.room = room;
  }

  void run(int rounds) throws IOException, InterruptedException {
    try {
      for (Results.Key key : List.copyOf(entries.keySet())) {
        start(key);
      }
      for (int round = 1; round <= rounds; round++) {
        List<Results.Key> order = new ArrayList<>(entries.keySet());
        // To and fro, so that a slow drift of the machine's speed favours none.
        for (Results.Key key : round % 2 == 0 ? Lists.reverse(order) : order) {
          turn(key, round, rounds);
        }
      }
    } finally {
      for (Results.Key key : List.copyOf(entries.keySet())) {
        drop(key);
      }
    }
  }

  private void start(Results.Key key) throws IOException, InterruptedException {
    try {
      progress.printf("starting %s%n", key);
      entries.get(key).start();
      makeRoom(entries.get(key));
    } catch (SkippedException e) {
      skip(key, e);
    }
  }

  private void turn(Results.Key key, int round, int rounds)
      throws IOException, InterruptedException {
    Entry entry = entries.get(key);
    try {
      Sample sample = entry.turn();
      makeRoom(entry);
      results.add(key, entry.note(), round, sample);
      progress.printf(
          Locale.ROOT, "round %d of %d, %s: %.2f images/s%n", round, rounds, key, sample.rate());
    } catch (SkippedException e) {
      skip(key, e);
    }
  }

  private void makeRoom(Entry last) throws IOException {
    awake.remove(last);
    awake.add(last);
    for (Entry entry : List.copyOf(awake)) {
      if (awake.stream().mapToDouble(Entry::held).sum() > room) {
        entry.close();
        awake.remove(entry);
      }
    }
  }

  private void skip(Results.Key key, SkippedException e) throws IOException {
    results.skip(key, e.getMessage());
    progress.printf("skipped %s: %s%n", key, e.getMessage());
    drop(key);
  }

  private void drop(Results.Key key) throws IOException {
    Entry entry = entries.remove(key);
    awake.remove(entry);
    entry.close();
  }
}
