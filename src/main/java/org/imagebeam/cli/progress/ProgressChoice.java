package org.imagebeam.cli.progress;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.imagebeam.download.Progress;

/** Shows a bar where a person watches, and lines elsewhere. */
public final class ProgressChoice {
  /**
   * The terminal that stderr is, if it is one. The launcher says so: what Java sees of stderr is a
   * filter's pipe then.
   */
  static final String TERMINAL_PROPERTY = "imagebeam.terminal";

  private static final int NARROW = 79;

  private ProgressChoice() {}

  /**
   * Returns a bar on a terminal, and lines elsewhere.
   *
   * @param err where lines go
   */
  public static Progress of(PrintWriter err) {
    String terminal = System.getProperty(TERMINAL_PROPERTY, "");
    if (terminal.isEmpty() || "dumb".equals(System.getenv("TERM"))) {
      return new LineProgress(err, System::nanoTime);
    }
    try {
      // Never closed: it is the terminal, and the process's for as long as that lives.
      PrintStream stream =
          new PrintStream(new FileOutputStream(terminal, true), true, StandardCharsets.UTF_8);
      return new BarProgress(stream, NARROW);
    } catch (IOException e) {
      return new LineProgress(err, System::nanoTime);
    }
  }
}
