package org.imagebeam.download;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class RecordedProgress implements Progress {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<String> tasks = new CopyOnWriteArrayList<>();
  final List<Long> reached = new CopyOnWriteArrayList<>();

  @Override
  public Task start(String what, long done, OptionalLong total) {
    tasks.add(what + " " + done + " " + total.orElse(-1));
    return new Task() {
      @Override
      public void reach(long now) {
        reached.add(now);
      }

      @Override
      public void close() {
        tasks.add("end");
      }
    };
  }

  @Override
  public void say(String line) {
    lines.add(line);
  }
}
