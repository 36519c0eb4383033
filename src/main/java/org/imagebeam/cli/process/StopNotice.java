package org.imagebeam.cli.process;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Says what is kept of a run where a signal, such as Ctrl-C's, ends the process. */
public final class StopNotice {
  private static volatile Supplier<String> kept = () -> "";
  private static volatile boolean ending;

  private StopNotice() {}

  /**
   * From now on, the end of this process is announced unless it ends by itself. To be called once.
   *
   * @param err where the line goes
   * @param first runs before the line is written
   */
  public static void install(PrintWriter err, Runnable first) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> say(err, first), "stop-notice"));
  }

  /**
   * Sets what is kept of the run that begins.
   *
   * @param words that follow "stopped", asked for when the process is stopped
   */
  public static void keeps(Supplier<String> words) {
    kept = requireNonNull(words, "words is null");
  }

  /** Tells that the process ends by itself, and says why. */
  public static void endsByItself() {
    ending = true;
  }

  private static void say(PrintWriter err, Runnable first) {
    if (!ending) {
      first.run();
      err.println("imagebeam: stopped" + kept.get());
      err.flush();
    }
  }
}
