package org.imagebeam.model;

import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;

/**
 * A label file can't be used. The message starts with the file and, where one is to blame, line.
 */
public final class LabelFileException extends RuntimeException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  public LabelFileException(String file, String message) {
    super(file + ": " + message);
  }

  public LabelFileException(String file, int line, String message) {
    super(file + ":" + line + ": " + message);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.LABELS_UNUSABLE;
  }
}
