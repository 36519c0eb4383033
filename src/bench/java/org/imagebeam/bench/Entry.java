package org.imagebeam.bench;

import java.io.IOException;

/**
 * A line of the table: something that is measured once a round, in slices of time between which it
 * stands still.
 */
interface Entry extends AutoCloseable {
  /** What is measured, in a few words that no other line of its group has. */
  String name();

  /** Settings and caveats. */
  String note();

  /**
   * Makes it ready for its turns.
   *
   * @throws SkippedException if it can't be measured here
   */
  void start() throws IOException, InterruptedException;

  /** MiB that it has in memory at most, as far as is known. */
  double memory();

  /** Seconds of its own that a turn takes, as far as is known. */
  double lasts();

  /** Prepares a turn. */
  void begin() throws IOException, InterruptedException;

  /**
   * Lets the turn go on.
   *
   * @param seconds after which it is stopped, unless it is done before
   * @return whether it is done
   * @throws SkippedException if it fails
   */
  boolean goOn(double seconds) throws IOException, InterruptedException;

  /**
   * What the turn gave, once it is done.
   *
   * @throws SkippedException if it did not do what it should
   */
  Sample end() throws IOException;

  /** Gives back what it keeps, and ends a turn under way; it can be started again. */
  @Override
  void close() throws IOException;
}
