package org.imagebeam.checkpoint.folder;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last few checkpoints, and which to delete: with the meaning of {@code _RecordLastCheckpoint}
 * and {@code _MaybeDeleteOldCheckpoints} in TensorFlow's saver.py. Not thread-safe.
 */
public final class CheckpointWindow {
  /**
   * A checkpoint that is not deleted yet.
   *
   * @param time when it was saved, in seconds since 1970
   */
  public record Entry(String prefix, double time) {}

  private static final double MILLIS = 1e3;

  private final int maxToKeep;
  private final double secondsBetweenKept;
  private final Clock clock;
  private final List<Entry> last = new ArrayList<>();
  private final Deque<Entry> toDelete = new ArrayDeque<>();
  private double nextKept;

  public CheckpointWindow(int maxToKeep, double hoursBetweenKept, Clock clock) {
    this.maxToKeep = maxToKeep;
    this.secondsBetweenKept = hoursBetweenKept * 3600;
    this.clock = clock;
    this.nextKept = now() + secondsBetweenKept;
  }

  private double now() {
    return clock.millis() / MILLIS;
  }

  /** Prefixes from oldest to newest. */
  public List<String> prefixes() {
    return last.stream().map(Entry::prefix).toList();
  }

  public void set(List<Entry> entries) {
    last.clear();
    last.addAll(entries);
  }

  /** A checkpoint was saved; one that was there under this name is so no more. */
  public void add(String prefix) {
    if (maxToKeep == 0) {
      return;
    }
    last.removeIf(entry -> entry.prefix().equals(prefix));
    last.add(new Entry(prefix, now()));
    if (last.size() > maxToKeep) {
      toDelete.add(last.remove(0));
    }
  }

  /** The checkpoint that has left the window, unless it is one to be kept for good. */
  public Optional<String> next() {
    Entry entry = toDelete.poll();
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.time() > nextKept) {
      nextKept += secondsBetweenKept;
      return Optional.empty();
    }
    return Optional.of(entry.prefix());
  }
}
