package org.imagebeam.model;

import java.io.IOException;

/** An archive is refused, or damaged. The message is to be read after the archive's name. */
final class ArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  ArchiveException(String message) {
    super(message);
  }

  ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
