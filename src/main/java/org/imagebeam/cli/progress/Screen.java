package org.imagebeam.cli.progress;

import static java.util.Objects.requireNonNull;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;

/**
 * The terminal: lines, and below them one bar that is drawn over and over. Lines that this process
 * writes to its standard streams take the bar away first, so that they don't run into it.
 * Thread-safe. The terminal is never closed.
 */
final class Screen {
  /** The terminal's command to erase the rest of the line. */
  private static final String ERASE = "\033[K";

  /** So long no bar is drawn after a line: the line passes the launcher's filter on its way. */
  private static final long LINE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final PrintStream terminal;
  private final int columns;
  private boolean drawn;
  private boolean cleared;
  private boolean closed;
  private long lineAt = System.nanoTime() - LINE_NANOS;

  /**
   * @param columns that a line has room for
   */
  Screen(PrintStream terminal, int columns) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.columns = columns;
  }

  int columns() {
    return columns;
  }

  /** Draws the bar, unless a line has just been written. */
  synchronized void draw(String bar) {
    if (closed || System.nanoTime() - lineAt < LINE_NANOS) {
      return;
    }
    // The cursor is left at the start, where a line that comes from elsewhere hides the bar.
    terminal.print("\r" + bar + ERASE + "\r");
    terminal.flush();
    drawn = true;
    cleared = false;
  }

  /** Draws the bar for the last time, and leaves it as a line. */
  synchronized void finish(String bar) {
    if (!closed) {
      terminal.println("\r" + bar + ERASE);
      drawn = false;
    }
  }

  /** Writes a line. */
  synchronized void say(String line) {
    clear();
    terminal.println(line);
  }

  /** Takes the bar away for a line that comes from elsewhere. */
  private synchronized void clear() {
    lineAt = System.nanoTime();
    if (drawn && !cleared && !closed) {
      terminal.print("\r" + ERASE);
      terminal.flush();
      cleared = true;
    }
  }

  /** Leaves the bar as it is, as a line, and draws no more. */
  synchronized void close() {
    if (drawn && !cleared && !closed) {
      terminal.println();
    }
    closed = true;
  }

  /** Returns a stream that takes the bar away before it writes. */
  PrintStream guard(PrintStream stream) {
    OutputStream guarded =
        new FilterOutputStream(stream) {
          @Override
          public void write(int b) throws IOException {
            clear();
            out.write(b);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            clear();
            out.write(bytes, from, length);
          }
        };
    return new PrintStream(guarded, true, Charset.defaultCharset());
  }
}
