package org.imagebeam.model.archive;

import java.io.IOException;

/** An archive is refused, or damaged. The message is to be read after the archive's name. */
public final class ArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  public ArchiveException(String message) {
    super(message);
  }

  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
