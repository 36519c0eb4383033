package org.imagebeam.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PhaseBarsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<String> lines = new ArrayList<>();

  private static ProgressCounts counts(OptionalLong total, long done) {
    return new ProgressCounts("classifying", "images", total, 0, done, 3, 10);
  }

  private String drawn() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private PhaseBars bars() {
    PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new PhaseBars(new Screen(terminal, 79), lines::add);
  }

  @Test
  void shouldGrowWithWhatIsDone() {
    assertEquals(
        "classifying [=====>     ] 500 of 1,000 images, 50 images/s, 3 failed, 10 s left",
        PhaseBars.render(counts(OptionalLong.of(1000), 500), 79));
    assertEquals(
        "classifying [====================] 1,000 of 1,000 images, 100 images/s, 3 failed",
        PhaseBars.render(counts(OptionalLong.of(1000), 1000), 120));
  }

  @Test
  void shouldFitNarrowTerminals() {
    ProgressCounts half = counts(OptionalLong.of(1000), 500);
    assertEquals(
        "classifying: 500 of 1,000 images, 50 images/s, 3 failed, 10 s left",
        PhaseBars.render(half, 70));
    assertEquals("classifying: 500 of 1,0", PhaseBars.render(half, 23));
    for (int columns = 1; columns < 200; columns++) {
      assertTrue(PhaseBars.render(half, columns).length() <= columns, "columns " + columns);
      assertTrue(PhaseBars.render(counts(OptionalLong.empty(), 500), columns).length() <= columns);
    }
  }

  @Test
  void shouldDrawAndLeaveTheLastState() throws InterruptedException {
    try (JobProgress job = JobProgress.start(bars())) {
      job.begin("classifying", "images", 10, 4).add(5);
      while (!drawn().contains("9 of 10 images")) {
        Thread.sleep(10);
      }
      job.id().count(false);
    }
    assertEquals(List.of("goes on: 4 of 10 images done before"), lines);
    String last = drawn().substring(drawn().lastIndexOf("classifying"));
    assertTrue(last.contains("] 10 of 10 images, "), last);
    assertTrue(last.contains(", 1 failed"), last);
    assertTrue(last.endsWith(System.lineSeparator()), last);
  }

  @Test
  void shouldNotDrawWhatIsOverAtOnce() {
    try (JobProgress job = JobProgress.start(bars())) {
      job.begin("listing", "images").add(5);
    }
    assertFalse(drawn().contains("listing"), drawn());
  }
}
