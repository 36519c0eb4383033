package org.imagebeam.cli.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.imagebeam.download.Progress;

/** Progress for a terminal: a bar that grows in place. */
final class BarProgress implements Progress {
  private static final long MEGABYTE = 1_000_000;
  private static final int REDRAW_MILLIS = 200;

  private final PrintStream terminal;
  private final int columns;

  /**
   * @param columns that a line has room for
   */
  BarProgress(PrintStream terminal, int columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  @Override
  public void say(String line) {
    terminal.println(line);
  }

  @Override
  public Task start(String what, long done, OptionalLong total) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setStyle(ProgressBarStyle.ASCII)
            .setInitialMax(total.orElse(-1))
            .setUnit(" MB", MEGABYTE)
            .showSpeed()
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .startsFrom(done, Duration.ZERO)
            // One of its own, since the library's looks for a terminal itself.
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, columns))
            .build();
    return new Task() {
      @Override
      public void reach(long reached) {
        bar.stepTo(reached);
      }

      @Override
      public void close() {
        bar.close();
        terminal.println();
      }
    };
  }

  private void draw(String line) {
    terminal.print("\r" + line);
    terminal.flush();
  }
}
