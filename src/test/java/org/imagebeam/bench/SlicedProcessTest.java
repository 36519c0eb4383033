package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With processes of the shell that count as long as they run. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlicedProcessTest {
  private static final long MORE_THAN_A_COUNT_MILLIS = 100;

  @TempDir Path temp;

  private SlicedProcess start(String script) throws IOException {
    return SlicedProcess.start(Child.builder(List.of("sh", "-c", script)));
  }

  private String counting(String file) {
    return "while :; do echo x >>" + temp.resolve(file) + "; sleep 0.01; done";
  }

  private long counted(String file) throws IOException {
    Path counts = temp.resolve(file);
    return Files.exists(counts) ? Files.size(counts) : 0;
  }

  private void waitForMore(String file, long than) throws IOException, InterruptedException {
    while (counted(file) <= than) {
      Thread.sleep(5);
    }
  }

  @Test
  void shouldStandStillBetweenSlices() throws Exception {
    assertStandsStillBetweenSlices(counting("parent"), "parent");
  }

  @Test
  void shouldStopWhatTheProcessHasStarted() throws Exception {
    assertStandsStillBetweenSlices("(" + counting("child") + ") & wait", "child");
  }

  private void assertStandsStillBetweenSlices(String script, String file) throws Exception {
    try (SlicedProcess process = start(script)) {
      waitForMore(file, 0);
      process.pause();
      long counted = counted(file);
      Thread.sleep(MORE_THAN_A_COUNT_MILLIS);
      assertEquals(counted, counted(file));
      process.resume();
      waitForMore(file, counted);
    }
  }

  @Test
  void shouldCountTheTimeInWhichItRuns() throws Exception {
    try (SlicedProcess process = start("exec sleep 60")) {
      Thread.sleep(20);
      process.pause();
      long paused = System.nanoTime();
      double seconds = process.seconds();
      assertTrue(seconds >= 0.02, "" + seconds);
      process.pause();
      Thread.sleep(20);
      assertEquals(seconds, process.seconds(), "stopped");
      long resumed = System.nanoTime();
      process.resume();
      process.resume();
      Thread.sleep(20);
      assertTrue(process.seconds() >= seconds + 0.02, "running again");
      process.pause();
      long end = System.nanoTime();
      assertEquals(0, process.seconds(paused, resumed));
      assertEquals(process.seconds() - seconds, process.seconds(resumed, end), 1e-9);
      assertEquals(seconds, process.seconds(Long.MIN_VALUE, paused), 1e-9);
    }
  }

  @Test
  void shouldEndWhatIsStopped() throws Exception {
    SlicedProcess process = start("(" + counting("child") + ") & wait");
    waitForMore("child", 0);
    process.pause();
    List<ProcessHandle> children = process.process().descendants().toList();
    assertFalse(children.isEmpty());
    process.close();
    assertTrue(process.process().waitFor(10, TimeUnit.SECONDS));
    for (ProcessHandle child : children) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldTakeAnEndBetweenSlices() throws Exception {
    try (SlicedProcess process = start("exit 3")) {
      assertEquals(3, process.process().waitFor());
      process.pause();
      process.resume();
      process.pause();
      assertTrue(process.seconds() > 0);
    }
  }
}
