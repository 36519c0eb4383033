package org.imagebeam.cli.progress;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.imagebeam.progress.ProgressCounts;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.progress.ProgressWatcher;
import org.jspecify.annotations.Nullable;

/**
 * Draws on a terminal how a job goes: a bar for each phase that takes a while, one at a time. The
 * last state of each stays as a line. Thread-safe.
 */
final class PhaseBars implements ProgressWatcher {
  private static final int REDRAW_MILLIS = 200;

  /** A phase that is over sooner is not drawn. */
  private static final double LEAST_SECONDS = 0.5;

  private static final int NARROWEST_BAR = 6;
  private static final int WIDEST_BAR = 20;

  private final Screen screen;
  private final Consumer<String> lines;
  private @Nullable ProgressPhase phase;
  private @Nullable ProgressBar bar;

  /**
   * @param lines takes what is to stay
   */
  PhaseBars(Screen screen, Consumer<String> lines) {
    this.screen = requireNonNull(screen, "screen is null");
    this.lines = requireNonNull(lines, "lines is null");
  }

  @Override
  public synchronized void began(ProgressPhase next) {
    finish();
    if (next.counts().before() > 0) {
      lines.accept(PhaseText.goesOn(next.counts()));
    }
    phase = next;
    bar =
        new ProgressBarBuilder()
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .continuousUpdate()
            .setRenderer((state, columns) -> render(next.counts(), columns))
            .setConsumer(
                new DelegatingProgressBarConsumer(line -> draw(next, line), screen.columns()))
            .build();
  }

  @Override
  public synchronized void ended() {
    finish();
  }

  private void draw(ProgressPhase drawn, String line) {
    if (drawn.counts().seconds() >= LEAST_SECONDS) {
      screen.draw(line);
    }
  }

  private void finish() {
    if (bar != null && phase != null) {
      bar.close();
      if (phase.counts().seconds() >= LEAST_SECONDS) {
        screen.finish(render(phase.counts(), screen.columns()));
      }
      bar = null;
      phase = null;
    }
  }

  /** Returns a line that is no longer than {@code columns}: on narrow terminals without a bar. */
  static String render(ProgressCounts counts, int columns) {
    String line = PhaseText.line(counts);
    String facts = PhaseText.facts(counts);
    int room = columns - counts.name().length() - facts.length() - 4;
    if (counts.total().isEmpty() || room < NARROWEST_BAR) {
      return line.substring(0, Math.min(columns, line.length()));
    }
    int width = Math.min(room, WIDEST_BAR);
    long total = Math.max(1, counts.total().getAsLong());
    int filled = (int) (width * Math.min(total, counts.done()) / total);
    String head = filled == width ? "" : ">";
    String done = "=".repeat(filled) + head;
    return counts.name() + " [" + done + " ".repeat(width - done.length()) + "] " + facts;
  }
}
