package org.imagebeam.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PhaseLinesTest {
  private static final Duration OFTEN = Duration.ofMillis(5);

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private String next() throws InterruptedException {
    return lines.take().replaceAll(", [^,]* s? ?left|, [^,]*/s", "");
  }

  @Test
  void shouldTellAgainAndAgain() throws InterruptedException {
    try (JobProgress job =
        JobProgress.start(new PhaseLines((line, counts) -> lines.add(line), OFTEN))) {
      ProgressPhase phase = job.begin("classifying", "images", 10, 0);
      assertEquals("classifying: 0 of 10 images", next());
      phase.add(3);
      phase.fail(1);
      lines.clear();
      next();
      assertEquals("classifying: 4 of 10 images, 1 failed", next());
      job.begin("writing", "rows");
      lines.clear();
      next();
      assertEquals("writing: 0 rows so far", next());
    }
    lines.clear();
    assertNull(lines.poll(50, TimeUnit.MILLISECONDS), "the job is over");
  }

  @Test
  void shouldSayWhereARunGoesOnAndNoMoreIfItIsShort() {
    try (JobProgress job =
        JobProgress.start(new PhaseLines((line, counts) -> lines.add(line), Duration.ofHours(1)))) {
      job.begin("listing", "images").add(10);
      job.begin("classifying", "images", 10, 7).add(3);
    }
    assertEquals("goes on: 7 of 10 images done before", lines.poll());
    assertNull(lines.poll());
  }

  @Test
  void shouldStopWhereLinesCanNotBeWritten() throws InterruptedException {
    BlockingQueue<Thread> tried = new LinkedBlockingQueue<>();
    PhaseLines failing =
        new PhaseLines(
            (line, counts) -> {
              tried.add(Thread.currentThread());
              throw new IllegalStateException("no log");
            },
            OFTEN);
    try (JobProgress job = JobProgress.start(failing)) {
      ProgressPhase phase = job.begin("classifying", "images");
      tried.take().join();
      job.id().count(true);
      assertEquals(1, phase.counts().done());
    }
    assertEquals(0, tried.size(), "it was tried once");
  }
}
