package org.imagebeam.cli.text;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * The program that shows a long text page by page: what the variable {@code PAGER} names, or less.
 * Where there is no terminal, or no such program, the text goes where it would have gone. Not
 * thread-safe.
 */
public final class Pager implements AutoCloseable {
  /** Set by the launcher where standard output is a terminal. */
  static final String TERMINAL_PROPERTY = "imagebeam.pager";

  private static final String COLUMNS_PROPERTY = "imagebeam.columns";
  private static final int DEFAULT_COLUMNS = 80;
  private static final String INTERRUPT = "INT";

  private final PrintWriter out;
  private final @Nullable Process process;

  /** What Ctrl-C did before, if that is known. */
  private final @Nullable Object interrupt;

  private Pager(PrintWriter out, @Nullable Process process, @Nullable Object interrupt) {
    this.out = out;
    this.process = process;
    this.interrupt = interrupt;
  }

  /** Returns how many columns the terminal has that standard output is; 0 if it is none. */
  public static int terminalColumns() {
    return isTerminal() ? Integer.getInteger(COLUMNS_PROPERTY, DEFAULT_COLUMNS) : 0;
  }

  private static boolean isTerminal() {
    return Boolean.getBoolean(TERMINAL_PROPERTY) && !"dumb".equals(System.getenv("TERM"));
  }

  /**
   * Starts the pager of this process where there is a terminal.
   *
   * @param plain where the text goes otherwise; stays open
   */
  public static Pager open(PrintWriter plain) {
    return isTerminal() ? start(plain, System.getenv()) : plain(plain);
  }

  private static Pager plain(PrintWriter out) {
    return new Pager(requireNonNull(out, "out is null"), null, null);
  }

  /**
   * Starts the pager that an environment names.
   *
   * @param plain where the text goes if there is none
   */
  static Pager start(PrintWriter plain, Map<String, String> environment) {
    String command = environment.getOrDefault("PAGER", "less").strip();
    if (command.isEmpty() || command.equals("cat") || !isThere(command)) {
      return plain(plain);
    }
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
    // As git has it: no page for a text that fits, colours kept, the text left on the screen.
    builder.environment().putIfAbsent("LESS", "FRX");
    builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    plain.flush();
    // Ctrl-C is for the pager, which would be left behind without its text.
    Object before = Signals.register(INTERRUPT, () -> {});
    try {
      Process process = builder.start();
      return new Pager(
          new PrintWriter(process.outputWriter(Charset.defaultCharset())), process, before);
    } catch (IOException e) {
      restore(before);
      return plain(plain);
    }
  }

  /** Whether the first word of a command is a program or the shell knows it. */
  private static boolean isThere(String command) {
    String program = command.replaceFirst("(?s)\\s.*", "");
    try {
      Process process =
          new ProcessBuilder("sh", "-c", "command -v \"$1\" >/dev/null 2>&1", "sh", program)
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void restore(@Nullable Object before) {
    Optional.ofNullable(before).ifPresent(handler -> Signals.unregister(INTERRUPT, handler));
  }

  /** Returns where the text goes. Its {@code checkError} says that the reader has enough. */
  public PrintWriter out() {
    return out;
  }

  /** Waits until the reader has seen enough. */
  @Override
  public void close() {
    if (process == null) {
      out.flush();
      return;
    }
    out.close();
    try {
      int unused = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      restore(interrupt);
    }
  }
}
