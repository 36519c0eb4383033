package org.imagebeam.download;

import java.io.IOException;
import java.time.Duration;

/** An attempt failed in a way that another one may not. The message is to be read by itself. */
final class RetryException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration askedFor;

  RetryException(String message, Throwable cause) {
    this(message, Duration.ZERO, cause);
  }

  /**
   * @param askedFor how long to wait, as the server wants it
   */
  RetryException(String message, Duration askedFor, Throwable cause) {
    super(message, cause);
    this.askedFor = askedFor;
  }

  Duration askedFor() {
    return askedFor;
  }
}
