package org.imagebeam.cli.progress;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.imagebeam.download.Progress;
import org.imagebeam.progress.ProgressPhase;

/** Progress for a terminal: a bar that grows in place. */
final class BarProgress implements Progress {
  private static final long MEGABYTE = 1_000_000;
  private static final int REDRAW_MILLIS = 200;

  private final Screen screen;
  private final PhaseBars phases;

  /**
   * @param lines takes what a job says beside its bar
   */
  BarProgress(Screen screen, Consumer<String> lines) {
    this.screen = requireNonNull(screen, "screen is null");
    this.phases = new PhaseBars(screen, lines);
  }

  @Override
  public void say(String line) {
    screen.say(line);
  }

  @Override
  public void began(ProgressPhase phase) {
    phases.began(phase);
  }

  @Override
  public void ended() {
    phases.ended();
  }

  @Override
  public Task start(String what, long done, OptionalLong total) {
    Last last = new Last();
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
            .setConsumer(new DelegatingProgressBarConsumer(last::draw, screen.columns()))
            .build();
    return new Task() {
      @Override
      public void reach(long reached) {
        bar.stepTo(reached);
      }

      @Override
      public void close() {
        bar.close();
        last.finish();
      }
    };
  }

  /** Remembers the last state of a bar, which is what stays. */
  private final class Last {
    private volatile String line = "";

    void draw(String drawn) {
      line = drawn;
      screen.draw(drawn);
    }

    void finish() {
      screen.finish(line);
    }
  }
}
