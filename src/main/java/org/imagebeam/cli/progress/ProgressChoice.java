package org.imagebeam.cli.progress;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.imagebeam.cli.log.LogChoice;
import org.imagebeam.download.Progress;
import org.jspecify.annotations.Nullable;

/** Shows a bar where a person watches, and lines elsewhere. */
public final class ProgressChoice {
  /**
   * The terminal that stderr is, if it is one. The launcher says so: what Java sees of stderr is a
   * filter's pipe then.
   */
  static final String TERMINAL_PROPERTY = "imagebeam.terminal";

  /** The columns of that terminal, where the launcher knows them. */
  static final String COLUMNS_PROPERTY = "imagebeam.columns";

  /** The milliseconds from line to line where there is no terminal. */
  static final String INTERVAL_PROPERTY = "imagebeam.progressMillis";

  private static final int DEFAULT_COLUMNS = 80;
  private static final int DEFAULT_INTERVAL_MILLIS = 30_000;

  /** That of this process, whose standard streams know of it. */
  private static volatile @Nullable Screen installed;

  private ProgressChoice() {}

  /**
   * Keeps lines and bars apart from now on: what this process writes to its standard streams takes
   * a bar away first. Does nothing where there is no terminal. To be called once.
   *
   * @return ends the drawing, for a process that is being stopped
   */
  public static Runnable install() {
    Optional<Screen> screen = terminal();
    if (screen.isEmpty()) {
      return () -> {};
    }
    installed = screen.get();
    System.setOut(screen.get().guard(System.out));
    System.setErr(screen.get().guard(System.err));
    return screen.get()::close;
  }

  /**
   * Returns a bar on a terminal, and lines elsewhere.
   *
   * @param err where lines go
   * @param quiet whether no progress is wanted
   */
  public static Progress of(PrintWriter err, boolean quiet) {
    if (quiet) {
      return new QuietProgress(err);
    }
    if (LogChoice.isJson()) {
      return new EventProgress(err, interval());
    }
    Optional<Screen> screen = Optional.ofNullable(installed).or(ProgressChoice::terminal);
    return screen.isPresent()
        ? new BarProgress(screen.get(), err::println)
        : new LineProgress(err, System::nanoTime, interval());
  }

  private static Duration interval() {
    return Duration.ofMillis(Integer.getInteger(INTERVAL_PROPERTY, DEFAULT_INTERVAL_MILLIS));
  }

  private static Optional<Screen> terminal() {
    String terminal = System.getProperty(TERMINAL_PROPERTY, "");
    if (terminal.isEmpty() || "dumb".equals(System.getenv("TERM"))) {
      return Optional.empty();
    }
    try {
      // Never closed: it is the terminal, and the process's for as long as that lives.
      PrintStream stream =
          new PrintStream(new FileOutputStream(terminal, true), true, StandardCharsets.UTF_8);
      int columns = Integer.getInteger(COLUMNS_PROPERTY, DEFAULT_COLUMNS);
      // In its last column, some terminals go on to the next line.
      return Optional.of(new Screen(stream, Math.max(1, columns - 1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
