package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.util.List;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;

/**
 * How a network is run on pixels in memory.
 *
 * @param batch images a run
 * @param inFlight runs at a time
 * @param session in which they run
 */
record NetworkSettings(int batch, int inFlight, SessionOptions session) {
  private static final Splitter COMMAS = Splitter.on(',');

  NetworkSettings {
    if (batch < 1 || inFlight < 1) {
      throw new IllegalArgumentException(
          "a batch of " + batch + " and " + inFlight + " in flight make no turn");
    }
  }

  /** Batches one after another, each on all processors. */
  static NetworkSettings oneAfterAnother(int batch) {
    return new NetworkSettings(batch, 1, new SessionOptions(0, Precision.FLOAT32));
  }

  /** Batches side by side, each on one thread. */
  static NetworkSettings sideBySide(int batch, Precision precision) {
    SessionOptions session = new SessionOptions(1, precision);
    return new NetworkSettings(batch, session.usefulBatchesInFlight(), session);
  }

  /**
   * Reads a {@link #text}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static NetworkSettings parse(String text) {
    List<String> parts = COMMAS.splitToList(text);
    if (parts.size() != 4) {
      throw new IllegalArgumentException("no settings of a network: '" + text + "'");
    }
    return new NetworkSettings(
        Integer.parseInt(parts.get(0)),
        Integer.parseInt(parts.get(1)),
        new SessionOptions(Integer.parseInt(parts.get(2)), Precision.valueOf(parts.get(3))));
  }

  String text() {
    return batch + "," + inFlight + "," + session.threads() + "," + session.precision();
  }

  /** For people. */
  String description() {
    return "batch "
        + batch
        + (session.threads() == 0 ? ", all threads" : ", " + inFlight + " side by side");
  }
}
