package org.imagebeam.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.imagebeam.download.Progress;
import org.imagebeam.progress.JobProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path temp;
  private final StringWriter err = new StringWriter();
  private final AtomicLong clock = new AtomicLong();

  @AfterEach
  void reset() {
    System.clearProperty(ProgressChoice.TERMINAL_PROPERTY);
    System.clearProperty(ProgressChoice.INTERVAL_PROPERTY);
  }

  @Test
  void shouldWriteALineATenth() {
    // 2.5 MB/s: a tenth each 4 s.
    assertEquals(
        List.of(
            "fetching model of 100,000,000 bytes",
            "model: 10 % (2.5 MB/s)",
            "model: 20 % (2.5 MB/s)",
            "model: 30 % (2.5 MB/s)",
            "model: 40 % (2.5 MB/s)",
            "model: 50 % (2.5 MB/s)",
            "model: 60 % (2.5 MB/s)",
            "model: 70 % (2.5 MB/s)",
            "model: 80 % (2.5 MB/s)",
            "model: 90 % (2.5 MB/s)",
            "model: 100,000,000 bytes (2.5 MB/s)"),
        lines(0, OptionalLong.of(100_000_000), 250_000, SECOND / 10));
  }

  @Test
  void shouldNotFloodALogWithAFastOne() {
    List<String> lines = lines(0, OptionalLong.of(100_000_000), 1_000_000, SECOND / 50);
    assertEquals(3, lines.size(), lines.toString());
  }

  @Test
  void shouldShowThatASlowOneMoves() {
    List<String> lines = lines(0, OptionalLong.of(100_000_000), 10_000, SECOND / 10).subList(0, 4);
    assertEquals("model: 1 % (0.1 MB/s)", lines.get(1));
    assertEquals("model: 2 % (0.1 MB/s)", lines.get(2));
  }

  @Test
  void shouldSayWhereItGoesOn() {
    List<String> lines = lines(90_000_000, OptionalLong.of(100_000_000), 5_000_000, SECOND);
    assertEquals("fetching model, from byte 90,000,000 of 100,000,000 bytes", lines.get(0));
    assertEquals("model: 100,000,000 bytes (5.0 MB/s)", lines.get(lines.size() - 1));
  }

  @Test
  void shouldCountBytesWhereTheTotalIsNotKnown() {
    List<String> lines = lines(0, OptionalLong.empty(), 1_000_000, SECOND);
    assertEquals("fetching model", lines.get(0));
    assertEquals("model: 10,000,000 bytes (1.0 MB/s)", lines.get(1));
  }

  private List<String> lines(long done, OptionalLong total, long step, long nanos) {
    Progress progress =
        new LineProgress(new PrintWriter(err, true), clock::get, Duration.ofHours(1));
    try (Progress.Task task = progress.start("model", done, total)) {
      for (long at = done + step; at <= total.orElse(20_000_000); at += step) {
        clock.addAndGet(nanos);
        task.reach(at);
      }
    }
    return err.toString().lines().toList();
  }

  @Test
  void shouldDrawABarOnATerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Progress progress = new BarProgress(new Screen(terminal, 79), line -> {});
    progress.say("a line");
    try (Progress.Task task = progress.start("model", 0, OptionalLong.of(88_931_400))) {
      task.reach(44_465_700);
      task.reach(88_931_400);
    }
    try (Progress.Task task = progress.start("other", 0, OptionalLong.empty())) {
      task.reach(1_000_000);
    }
    String drawn = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(drawn.startsWith("a line" + System.lineSeparator()), drawn);
    assertTrue(drawn.contains("\rmodel 100%"), drawn);
    assertTrue(drawn.contains("88/88 MB"), drawn);
    assertTrue(drawn.endsWith(System.lineSeparator()), drawn);
    for (String line : drawn.lines().toList()) {
      assertTrue(line.length() <= 79 * 4, line);
    }
  }

  @Test
  void shouldShowNothingButNotesIfQuiet() {
    Progress progress = ProgressChoice.of(new PrintWriter(err, true), true);
    progress.say("a note");
    try (Progress.Task task = progress.start("model", 0, OptionalLong.of(10));
        JobProgress job = JobProgress.start(progress)) {
      task.reach(10);
      job.begin("classifying", "images", 10, 5).add(5);
    }
    assertEquals(List.of("a note"), err.toString().lines().toList());
  }

  @Test
  void shouldTellOfJobsAsOftenAsAsked() throws InterruptedException {
    System.setProperty(ProgressChoice.INTERVAL_PROPERTY, "5");
    StringWriter lines = new StringWriter();
    Progress progress = ProgressChoice.of(new PrintWriter(lines, true), false);
    try (JobProgress job = JobProgress.start(progress)) {
      job.begin("classifying", "images", 10, 5);
      while (!lines.toString().contains("classifying: 5 of 10 images")) {
        Thread.sleep(5);
      }
    }
    assertTrue(lines.toString().startsWith("goes on: 5 of 10 images done before"));
  }

  @Test
  void shouldDrawOnlyWhereALauncherNamesATerminal() throws IOException {
    PrintWriter lines = new PrintWriter(err, true);
    assertInstanceOf(LineProgress.class, ProgressChoice.of(lines, false));
    Path terminal = Files.createFile(temp.resolve("tty"));
    System.setProperty(ProgressChoice.TERMINAL_PROPERTY, terminal.toString());
    Progress progress = ProgressChoice.of(lines, false);
    if (progress instanceof BarProgress) {
      progress.say("hello");
      assertEquals("hello" + System.lineSeparator(), Files.readString(terminal));
    } else {
      assertEquals("dumb", System.getenv("TERM"));
    }
    System.setProperty(ProgressChoice.TERMINAL_PROPERTY, temp.toString());
    assertInstanceOf(LineProgress.class, ProgressChoice.of(lines, false));
  }
}
