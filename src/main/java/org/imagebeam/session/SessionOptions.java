package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * How a model's TensorFlow session computes.
 *
 * @param threads that one batch uses, or 0 for all processors. Batches side by side on a thread
 *     each are faster than one after another on all: no thread waits at the end of each op for the
 *     slowest, and what a batch holds stays in one processor's cache.
 * @param precision of the network's arithmetic
 */
public record SessionOptions(int threads, Precision precision) implements Serializable {
  /** One thread a batch, as the graph says. */
  public static final SessionOptions DEFAULT = new SessionOptions(1, Precision.FLOAT32);

  /**
   * @throws IllegalArgumentException if the number of threads is negative
   */
  public SessionOptions {
    requireNonNull(precision, "precision is null");
    if (threads < 0) {
      throw new IllegalArgumentException(
          "the number of threads must be at least 0, not " + threads);
    }
  }

  /** How many batches at once keep this machine's processors busy. */
  public int usefulBatchesInFlight() {
    return threads == 0 ? 1 : Math.max(1, Runtime.getRuntime().availableProcessors() / threads);
  }
}
