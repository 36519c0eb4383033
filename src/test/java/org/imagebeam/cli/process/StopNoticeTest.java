package org.imagebeam.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.cli.Main;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that a signal ends while they wait for the list of their images. */
@Timeout(300)
class StopNoticeTest {
  private static final Pattern IGNORED = Pattern.compile("SigIgn:\\s*([0-9a-f]+)");
  private static final int OF_A_SIGNAL = 128;

  @TempDir Path temp;
  private Path pipe;
  private Path work;

  @BeforeEach
  void prepare() throws Exception {
    pipe = temp.resolve("pipe");
    work = temp.resolve(".x.csv.work");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
  }

  @ParameterizedTest
  @CsvSource({"INT,2", "TERM,15"})
  void shouldSayThatThereIsNothingToGoOnFrom(String name, int number) throws Throwable {
    Process process = start();
    String said = stop(process, name, number, () -> {});
    assertEquals("; there are no rows to go on from, the same command starts anew", said);
    assertEquals(OF_A_SIGNAL + number, process.waitFor());
  }

  @Test
  void shouldSayWhatIsKept() throws Throwable {
    Process process = start();
    Path part = work.resolve("parts/results-1.csv");
    String said = stop(process, "TERM", 15, () -> Files.writeString(part, "image\r\n"));
    assertEquals(
        "; the rows so far are kept in '" + work + "', and the same command goes on from there",
        said);
    assertEquals(OF_A_SIGNAL + 15, process.waitFor());
  }

  private Process start() throws IOException {
    Path model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "classify",
            "--model=" + model,
            "--modelCache=" + temp.resolve("cache"),
            "--input=@" + pipe,
            "--output=" + temp.resolve("x.csv"))
        .redirectErrorStream(true)
        .start();
  }

  /** Sends a signal once the list is waited for; gives what follows "stopped". */
  private String stop(Process process, String name, int number, Executable before)
      throws Throwable {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = new ArrayList<>();
      String line = out.readLine();
      while (line != null && !line.contains("waiting for another program")) {
        lines.add(line);
        line = out.readLine();
      }
      assertTrue(line != null, lines.toString());
      assertTrue(Files.isDirectory(work.resolve("parts")), "the run has begun");
      requireHeeded(process, number);
      before.execute();
      String pid = Long.toString(process.pid());
      assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
      List<String> last = out.lines().filter(text -> text.startsWith("imagebeam: ")).toList();
      assertEquals(1, last.size(), last.toString());
      assertTrue(last.get(0).startsWith("imagebeam: stopped"), last.toString());
      return last.get(0).substring("imagebeam: stopped".length());
    } finally {
      process.destroyForcibly();
    }
  }

  /** What was started in the background of a script ignores Ctrl-C, and so do its children. */
  private static void requireHeeded(Process process, int signal) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    Assumptions.assumeTrue(Files.exists(status), "this machine doesn't say what is ignored");
    Matcher ignored = IGNORED.matcher(Files.readString(status));
    boolean heeded =
        ignored.find() && (Long.parseUnsignedLong(ignored.group(1), 16) >> (signal - 1) & 1) == 0;
    if (!heeded) {
      process.destroyForcibly();
    }
    Assumptions.assumeTrue(heeded, "these tests were started with the signal ignored");
  }
}
