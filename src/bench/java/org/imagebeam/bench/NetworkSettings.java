package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * How a network is run on pixels in memory.
 *
 * @param batch pictures a run
 * @param inFlight runs at a time
 * @param threads that the ops run on
 */
record NetworkSettings(int batch, int inFlight, Threads threads) {
  /** Whose threads ops run on. */
  enum Threads {
    /** As in {@code classify}. */
    AS_CLASSIFY,
    /** TensorFlow's own, as many as there are processors. */
    SHARED,
    /** Those that call. */
    CALLERS
  }

  private static final Splitter COMMAS = Splitter.on(',');

  NetworkSettings {
    if (batch < 1 || inFlight < 1) {
      throw new IllegalArgumentException(
          "a batch of " + batch + " and " + inFlight + " in flight make no turn");
    }
  }

  static NetworkSettings parse(String text) {
    List<String> parts = COMMAS.splitToList(text);
    if (parts.size() != 3) {
      throw new IllegalArgumentException("no settings of a network: '" + text + "'");
    }
    return new NetworkSettings(
        Integer.parseInt(parts.get(0)),
        Integer.parseInt(parts.get(1)),
        Threads.valueOf(parts.get(2)));
  }

  String text() {
    return batch + "," + inFlight + "," + threads;
  }

  /** For people. */
  String description() {
    return "batch " + batch + (inFlight == 1 ? "" : ", " + inFlight + " in flight");
  }
}
