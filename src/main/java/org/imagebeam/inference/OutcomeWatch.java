package org.imagebeam.inference;

import java.io.Serializable;

/**
 * Is told on the worker of each outcome, as soon as there is one; again if the runner repeats a
 * bundle. It must be safe for use by many threads, quick, and throw nothing.
 */
@FunctionalInterface
public interface OutcomeWatch extends Serializable {
  /** Watches nothing. */
  OutcomeWatch NONE = answered -> {};

  /**
   * Tells of the outcome of one element.
   *
   * @param answered whether the model answered it; else it has failed
   */
  void outcome(boolean answered);
}
