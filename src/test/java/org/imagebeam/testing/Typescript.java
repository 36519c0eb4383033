package org.imagebeam.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** What a program writes to a terminal: a pseudo-terminal, by {@code script} of util-linux. */
public final class Typescript implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final StringBuilder typed = new StringBuilder();

  private Typescript(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
  }

  /** Skips the test that calls it where there is no such program, or the terminal is dumb. */
  public static void assumeThere() throws InterruptedException {
    Assumptions.assumeTrue(isThere(), "this machine has no script of util-linux");
    Assumptions.assumeTrue(!"dumb".equals(System.getenv("TERM")), "the terminal is dumb");
  }

  private static boolean isThere() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("script", "--version").redirectErrorStream(true).start();
      String version = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0 && version.contains("util-linux");
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts a command of the shell. */
  public static Typescript start(String command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qec", command, "/dev/null").redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Typescript(builder.start());
  }

  /** Reads until a text was written, or to the end. */
  public void await(String text) throws IOException {
    while (typed.indexOf(text) < 0 && read()) {}
  }

  private boolean read() throws IOException {
    int next = out.read();
    if (next >= 0) {
      typed.append((char) next);
    }
    return next >= 0;
  }

  /** Reads to the end, and returns the exit code. */
  public int exitCode() throws IOException, InterruptedException {
    while (read()) {}
    return process.waitFor();
  }

  /** Returns all that was written, piece by piece between line breaks and carriage returns. */
  public List<String> pieces() {
    return Splitter.onPattern("[\r\n]+")
        .splitToStream(typed)
        .map(piece -> piece.replace("\033[K", ""))
        .toList();
  }

  /** Returns the lines that a terminal shows in the end. */
  public List<String> screen() {
    return Splitter.on('\n').splitToStream(typed).map(Typescript::shown).toList();
  }

  private static String shown(String line) {
    StringBuilder shown = new StringBuilder();
    int at = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.startsWith("\033[K", i)) {
        shown.setLength(at);
        i += 2;
      } else if (line.charAt(i) == '\r') {
        at = 0;
      } else {
        shown.replace(at, Math.min(at + 1, shown.length()), line.substring(i, i + 1));
        at++;
      }
    }
    return shown.toString();
  }

  @Override
  public String toString() {
    return typed.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
