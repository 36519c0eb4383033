package org.imagebeam.download;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An attempt failed in a way that another one may not. The message is to be read by itself. */
final class RetryException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration askedFor;
  private final boolean offline;

  RetryException(String message, @Nullable Throwable cause) {
    this(message, Duration.ZERO, cause);
  }

  /** There was no connection at all. */
  static RetryException unconnected(String message, @Nullable Throwable cause) {
    return new RetryException(message, Duration.ZERO, true, cause);
  }

  /**
   * @param askedFor how long to wait, as the server wants it
   */
  RetryException(String message, Duration askedFor, @Nullable Throwable cause) {
    this(message, askedFor, false, cause);
  }

  private RetryException(
      String message, Duration askedFor, boolean offline, @Nullable Throwable cause) {
    super(message, cause);
    this.askedFor = askedFor;
    this.offline = offline;
  }

  /** Whether not even a connection came about. */
  boolean isOffline() {
    return offline;
  }

  Duration askedFor() {
    return askedFor;
  }
}
