package org.imagebeam.bench;

import java.io.IOException;

/** A line of the table can't be measured here; the message says why. */
final class SkippedException extends IOException {
  private static final long serialVersionUID = 1L;

  SkippedException(String reason) {
    super(reason);
  }
}
