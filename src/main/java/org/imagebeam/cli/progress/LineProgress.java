package org.imagebeam.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.imagebeam.download.Progress;
import org.imagebeam.progress.ProgressPhase;

/**
 * Progress for a log or a pipe. Of a download, a line each tenth of the way, and at least every few
 * seconds; of a job, a line each so many seconds.
 */
final class LineProgress implements Progress {
  private static final int TENTHS = 10;
  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final LongSupplier nanoTime;
  private final PhaseLines phases;

  /**
   * @param nanoTime the clock, {@link System#nanoTime}
   * @param interval from line to line of a job
   */
  LineProgress(PrintWriter out, LongSupplier nanoTime, Duration interval) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.phases = new PhaseLines((line, counts) -> out.println(line), interval);
  }

  @Override
  public void say(String line) {
    out.println(line);
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
    String of = total.isPresent() ? " of " + number(total.getAsLong()) : "";
    say("fetching " + what + (done > 0 ? ", from byte " + number(done) : "") + of + bytes(total));
    return new Lines(what, done, total);
  }

  private static String bytes(OptionalLong total) {
    return total.isPresent() ? " bytes" : "";
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private final class Lines implements Task {
    private final String what;
    private final long first;
    private final OptionalLong total;
    private final long start = nanoTime.getAsLong();
    private long done;
    private long toldTenth;
    private long toldAt = start;

    Lines(String what, long done, OptionalLong total) {
      this.what = what;
      this.first = done;
      this.done = done;
      this.total = total;
      this.toldTenth = tenth();
    }

    private long tenth() {
      return total.isPresent() ? done * TENTHS / Math.max(1, total.getAsLong()) : 0;
    }

    @Override
    public void reach(long reached) {
      done = reached;
      long quiet = nanoTime.getAsLong() - toldAt;
      boolean further = tenth() > toldTenth && quiet >= OFTEN.toNanos();
      boolean whole = total.equals(OptionalLong.of(done));
      if (!whole && (further || quiet >= SELDOM.toNanos())) {
        toldTenth = tenth();
        toldAt = nanoTime.getAsLong();
        say(what + ": " + (total.isPresent() ? percent() : number(done) + " bytes") + rate());
      }
    }

    private String percent() {
      return done * 100 / Math.max(1, total.getAsLong()) + " %";
    }

    private String rate() {
      double seconds = Math.max(1e-9, (nanoTime.getAsLong() - start) / 1e9);
      return String.format(Locale.ROOT, " (%.1f MB/s)", (done - first) / 1e6 / seconds);
    }

    @Override
    public void close() {
      if (total.isEmpty() || total.getAsLong() == done) {
        say(what + ": " + number(done) + " bytes" + rate());
      }
    }
  }
}
