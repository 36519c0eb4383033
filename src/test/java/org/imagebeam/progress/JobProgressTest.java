package org.imagebeam.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class JobProgressTest {
  private final List<Object> told = new ArrayList<>();

  /** Adds what it is told. */
  private final ProgressWatcher watcher =
      new ProgressWatcher() {
        @Override
        public void began(ProgressPhase phase) {
          told.add(phase);
        }

        @Override
        public void ended() {
          told.add("ended");
        }
      };

  @Test
  void shouldTellOfEachPhaseAndOfTheEnd() {
    ProgressPhase first;
    ProgressPhase second;
    try (JobProgress job = JobProgress.start(watcher)) {
      first = job.begin("listing", "images");
      second = job.id().begin("classifying", "images", 10, 4);
    }
    assertEquals(List.of(first, second, "ended"), told);
    assertEquals(OptionalLong.empty(), first.counts().total());
    assertEquals(OptionalLong.of(10), second.counts().total());
    assertEquals(4, second.counts().done());
  }

  @Test
  void shouldCountInThePhaseThatBeganLast() {
    try (JobProgress job = JobProgress.start(watcher)) {
      ProgressPhase first = job.begin("listing", "images");
      ProgressId id = SerializableUtils.clone(job.id());
      id.count(true);
      ProgressPhase second = id.begin("classifying", "images", 10, 4);
      id.count(true);
      id.count(true);
      id.count(false);
      assertEquals(1, first.counts().done());
      assertEquals(7, second.counts().done());
      assertEquals(1, second.counts().failed());
      assertEquals(4, second.counts().before());
    }
  }

  @Test
  void shouldCountFromManyThreads() {
    try (JobProgress job = JobProgress.start(watcher)) {
      ProgressPhase phase = job.begin("classifying", "images");
      IntStream.range(0, 100_000).parallel().forEach(i -> job.id().count(i % 10 != 0));
      assertEquals(100_000, phase.counts().done());
      assertEquals(10_000, phase.counts().failed());
    }
  }

  @Test
  void shouldDropWhatIsCountedElsewhereOrAfterTheEnd() {
    JobProgress job = JobProgress.start(watcher);
    ProgressPhase phase = job.begin("classifying", "images");
    job.close();
    job.close();
    job.id().count(true);
    job.id().begin("writing", "rows", 1, 0).add(1);
    ProgressId.NONE.begin("writing", "rows").add(1);
    ProgressId.NONE.count(false);
    new ProgressId("of another JVM").count(true);
    assertEquals(0, phase.counts().done());
    assertEquals(List.of(phase, "ended"), told);
  }

  @Test
  void shouldGoOnWithoutAWatcherThatFails() {
    ProgressWatcher failing =
        new ProgressWatcher() {
          @Override
          public void began(ProgressPhase phase) {
            told.add(phase);
            throw new IllegalStateException("no terminal");
          }

          @Override
          public void ended() {
            told.add("ended");
          }
        };
    ProgressPhase first;
    ProgressPhase second;
    try (JobProgress job = JobProgress.start(failing)) {
      first = job.begin("listing", "images");
      second = job.begin("classifying", "images");
      job.id().count(true);
    }
    assertEquals(1, told.size());
    assertSame(first, told.get(0));
    assertEquals(1, second.counts().done());
  }
}
