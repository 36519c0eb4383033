package org.imagebeam.progress;

/**
 * Takes news of how a job goes, to show it to people. Implementations are thread-safe. What one
 * throws is logged at debug level and ends the watching, never the job.
 */
public interface ProgressWatcher {
  /** Shows nothing. */
  ProgressWatcher NONE = new ProgressWatcher() {};

  /**
   * Tells that a phase of the job begins, and that the one before is over. The counts of the phase
   * may be read from now on, by any thread.
   */
  default void began(ProgressPhase phase) {}

  /** Tells that the job is over, whether it succeeded or not. */
  default void ended() {}
}
