package org.imagebeam.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imagebeam.cli.Main;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapWatchTest {
  private static final int PATIENCE_MINUTES = 2;

  @TempDir Path temp;

  private static HeapWatch.Period period(double collecting, double processor) {
    return new HeapWatch.Period(1000, collecting, processor);
  }

  @Test
  void shouldNoticeAFullHeapAfterAWhile() {
    HeapWatch watch = HeapWatch.of(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    for (int i = 0; i < 4; i++) {
      assertFalse(watch.isStuck(period(900, 1000), 95, 100));
    }
    assertTrue(watch.isStuck(period(900, 1000), 95, 100));
    assertTrue(watch.isStuck(period(900, 1000), 95, 100));
    assertFalse(watch.isStuck(period(300, 1000), 95, 100), "there is time for work");
    assertFalse(watch.isStuck(period(900, 1000), 95, 100), "it starts anew");
    assertFalse(watch.isStuck(period(900, 1000), 50, 100), "there is room");
  }

  @Test
  void shouldCountNoTimeInWhichTheProcessHadNoProcessor() {
    assertTrue(period(400, 450).isOfCollections(), "it waited for the rest of the second");
    assertFalse(period(400, 900).isOfCollections(), "it worked for half a second");
    assertFalse(period(400, 8000).isOfCollections(), "native threads worked");
    assertTrue(period(900, 8000).isOfCollections(), "many threads collected");
    assertFalse(period(100, 120).isOfCollections(), "it waited for something else");
    assertTrue(period(900, Double.NaN).isOfCollections());
    assertFalse(period(400, Double.NaN).isOfCollections());
  }

  /** Holds nearly all of the heap, and makes garbage in what is left. */
  static final class FullHeap {
    private static final int BLOCK = 1 << 16;

    /** Seen by others, or the compiler would leave it out. */
    private static volatile byte[] garbage = {};

    private FullHeap() {}

    public static void main(String[] args) {
      HeapWatch.start(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
      List<byte[]> held = new ArrayList<>();
      try {
        while (held.size() < Integer.MAX_VALUE) {
          held.add(new byte[BLOCK]);
        }
      } catch (OutOfMemoryError e) {
        held.subList(held.size() - 12, held.size()).clear();
      }
      while (!held.isEmpty() && garbage != null) {
        garbage = new byte[BLOCK];
      }
    }
  }

  @Test
  void shouldEndAProcessThatOnlyCollectsGarbage() throws IOException, InterruptedException {
    Path log = temp.resolve("log");
    Process process = ChildJvm.start(List.of("-Xmx64m", "-XX:+UseSerialGC"), log, FullHeap.class);
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    String said = Files.readString(log);
    process.destroyForcibly().waitFor();
    assertTrue(ended, "it goes on: " + said);
    assertEquals(ExitCode.ENVIRONMENT.code(), process.exitValue(), said);
    assertTrue(said.startsWith("imagebeam: the heap of 64 MiB is too small"), said);
    assertTrue(said.contains("such as -Xmx128m"), said);
    // Java 25 may add a line of its own where there is no heap for its logger.
    assertEquals(1, said.lines().filter(line -> !line.startsWith("Runtime.exit(")).count(), said);
  }

  @Test
  void shouldRefuseAListThatTheHeapHasNoRoomFor() throws IOException, InterruptedException {
    Path list = temp.resolve("list.txt");
    Files.writeString(
        list, String.join("\n", Collections.nCopies(200_000, "/none.jpg")), StandardCharsets.UTF_8);
    Path log = temp.resolve("log");
    Process process =
        ChildJvm.start(
            List.of("-Xmx96m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
            log,
            Main.class,
            "classify",
            "--input=@" + list,
            "--output=" + temp.resolve("out/x.csv"));
    int code = process.waitFor();
    String said = Files.readString(log);
    assertTrue(
        said.contains("imagebeam: 200,000 files need a heap of 146 MiB, and this process may use"),
        said);
    assertEquals(ExitCode.ENVIRONMENT.code(), code, said);
    assertFalse(Files.exists(temp.resolve("out/x.csv")));
  }
}
