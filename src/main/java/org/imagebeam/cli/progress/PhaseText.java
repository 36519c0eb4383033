package org.imagebeam.cli.progress;

import java.util.Locale;
import java.util.OptionalDouble;
import org.imagebeam.progress.ProgressCounts;

/** Says in words how far a phase has come. */
final class PhaseText {
  private static final int SECONDS_A_MINUTE = 60;
  private static final int MINUTES_AN_HOUR = 60;
  private static final int TEN = 10;

  private PhaseText() {}

  /** Returns a line: "classifying: 756 of 1,000 images, 43 images/s, 3 failed, 6 s left". */
  static String line(ProgressCounts counts) {
    return counts.name() + ": " + facts(counts);
  }

  /** Returns the line without the phase's name. */
  static String facts(ProgressCounts counts) {
    StringBuilder text = new StringBuilder(number(counts.done()));
    if (counts.total().isPresent()) {
      text.append(" of ").append(number(counts.total().getAsLong())).append(' ');
      text.append(counts.unit());
    } else {
      text.append(' ').append(counts.unit()).append(" so far");
    }
    if (counts.done() > counts.before()) {
      text.append(", ").append(rate(counts.rate())).append(' ').append(counts.unit()).append("/s");
    }
    if (counts.failed() > 0) {
      text.append(", ").append(number(counts.failed())).append(" failed");
    }
    OptionalDouble left = counts.secondsLeft();
    if (left.isPresent() && left.getAsDouble() > 0) {
      text.append(", ").append(duration(left.getAsDouble())).append(" left");
    }
    return text.toString();
  }

  /** Returns what a run that goes on from another says first. */
  static String goesOn(ProgressCounts counts) {
    return "goes on: "
        + number(counts.before())
        + (counts.total().isPresent() ? " of " + number(counts.total().getAsLong()) : "")
        + " "
        + counts.unit()
        + " done before";
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String rate(double rate) {
    return String.format(Locale.ROOT, rate >= TEN ? "%,.0f" : rate >= 1 ? "%.1f" : "%.2f", rate);
  }

  private static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    if (whole < SECONDS_A_MINUTE) {
      return whole + " s";
    }
    long minutes = (whole + SECONDS_A_MINUTE - 1) / SECONDS_A_MINUTE;
    return minutes < MINUTES_AN_HOUR
        ? minutes + " min"
        : number(minutes / MINUTES_AN_HOUR) + " h " + minutes % MINUTES_AN_HOUR + " min";
  }
}
