package org.imagebeam.download;

import java.io.IOException;

/** What is there of the file is of no use: it has to be fetched from its first byte. */
final class RestartException extends IOException {
  private static final long serialVersionUID = 1L;

  RestartException(String message) {
    super(message);
  }
}
