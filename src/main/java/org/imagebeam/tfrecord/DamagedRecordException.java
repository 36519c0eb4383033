package org.imagebeam.tfrecord;

import java.io.IOException;

/** A file of records is not what was written. The message says where and how. */
public final class DamagedRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedRecordException(String message) {
    super(message);
  }

  public DamagedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
