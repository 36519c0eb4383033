package org.imagebeam.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/**
 * Gives each line one turn a round. The turns of a round pass side by side, in short slices: one
 * line runs while the others are stopped, and each gets slices in proportion to what its turn
 * takes, so that all begin and end together and whatever befalls the machine befalls them all. As
 * many lines as there is memory for go through their rounds together, then the next ones.
 */
final class Rounds {
  /**
   * Of a turn: where others' work makes a second a fifth faster or slower than the next, the means
   * of so many differ by two percent.
   */
  private static final int SLICES = 100;

  /** Seconds: no slice is so short that starting and stopping it matters. */
  private static final double SHORTEST = 0.2;

  private final Map<Results.Key, Entry> entries;
  private final Results results;
  private final PrintStream progress;
  private final double room;

  /**
   * @param room MiB that those may have together which take turns
   */
  Rounds(Map<Results.Key, Entry> entries, Results results, PrintStream progress, double room) {
    this.entries = new LinkedHashMap<>(entries);
    this.results = results;
    this.progress = progress;
    this.room = room;
  }

  void run(int rounds) throws IOException, InterruptedException {
    Queue<Results.Key> waiting = new ArrayDeque<>(entries.keySet());
    try {
      while (!waiting.isEmpty()) {
        List<Results.Key> together = gather(waiting);
        for (int round = 1; round <= rounds; round++) {
          round(together, round, rounds);
        }
        for (Results.Key key : together) {
          entries.get(key).close();
        }
      }
    } finally {
      for (Entry entry : entries.values()) {
        entry.close();
      }
    }
  }

  /** Starts as many as there is room for, and at least one. */
  private List<Results.Key> gather(Queue<Results.Key> waiting)
      throws IOException, InterruptedException {
    List<Results.Key> together = new ArrayList<>();
    double taken = 0;
    while (!waiting.isEmpty()) {
      Results.Key key = waiting.element();
      Entry entry = entries.get(key);
      try {
        progress.printf("starting %s%n", key);
        entry.start();
        taken += entry.memory();
        if (taken > room && !together.isEmpty()) {
          entry.close();
          break;
        }
        together.add(key);
      } catch (SkippedException e) {
        skip(key, e);
      }
      waiting.remove();
    }
    return together;
  }

  private void round(List<Results.Key> together, int round, int rounds)
      throws IOException, InterruptedException {
    Map<Results.Key, Double> slices = new LinkedHashMap<>();
    for (Results.Key key : List.copyOf(together)) {
      try {
        entries.get(key).begin();
        slices.put(key, Math.max(SHORTEST, entries.get(key).lasts() / SLICES));
      } catch (SkippedException e) {
        skip(key, e);
        together.remove(key);
      }
    }
    Map<Results.Key, Sample> samples = new HashMap<>();
    while (!slices.isEmpty()) {
      for (Map.Entry<Results.Key, Double> slice : List.copyOf(slices.entrySet())) {
        Results.Key key = slice.getKey();
        try {
          if (entries.get(key).goOn(slice.getValue())) {
            slices.remove(key);
            samples.put(key, end(key, round, rounds));
          }
        } catch (SkippedException e) {
          skip(key, e);
          slices.remove(key);
          together.remove(key);
        }
      }
    }
    for (Results.Key key : together) {
      results.add(key, entries.get(key).note(), round, samples.get(key));
    }
  }

  private Sample end(Results.Key key, int round, int rounds) throws IOException {
    Sample sample = entries.get(key).end();
    progress.printf(
        Locale.ROOT, "round %d of %d, %s: %.2f images/s%n", round, rounds, key, sample.rate());
    return sample;
  }

  private void skip(Results.Key key, SkippedException e) throws IOException {
    results.skip(key, e.getMessage());
    progress.printf("skipped %s: %s%n", key, e.getMessage());
    entries.get(key).close();
  }
}
