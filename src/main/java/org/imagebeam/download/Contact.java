package org.imagebeam.download;

import java.time.Duration;

/**
 * Remembers whether any server was reached since a fetch began, and how long that may take. Not
 * thread-safe.
 */
final class Contact {
  private final long nanosAnAddress;
  private long start = System.nanoTime();
  private boolean made;

  /**
   * @param limit for all addresses together
   */
  Contact(Duration limit, int addresses) {
    this.nanosAnAddress = limit.toNanos() / addresses;
  }

  /** Another address is tried from now on. */
  void next() {
    start = System.nanoTime();
  }

  /** A server answers. */
  void made() {
    made = true;
  }

  /** Whether no server was reached, and another attempt that takes so long would be too much. */
  boolean isHopeless(Duration attempt) {
    return !made && System.nanoTime() - start + attempt.toNanos() > nanosAnAddress;
  }
}
