package org.imagebeam.pipeline;

import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;

/** What a job works on is not there, or can't be read. The message says what, and what to do. */
public final class InputException extends RuntimeException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.NO_INPUT;
  }
}
