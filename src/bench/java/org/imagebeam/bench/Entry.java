package org.imagebeam.bench;

import java.io.IOException;

/** A line of the table: something that is measured once a round. */
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

  /**
   * One measurement.
   *
   * @throws SkippedException if it fails
   */
  Sample turn() throws IOException, InterruptedException;

  /** MiB that it keeps between its turns. */
  default double held() {
    return 0;
  }

  /** Gives back what it keeps; a later turn makes it ready again. */
  @Override
  void close() throws IOException;
}
