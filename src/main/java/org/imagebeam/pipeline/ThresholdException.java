package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;

/** The run came to its end and wrote all its rows, and isn't what it was wanted to be. */
public final class ThresholdException extends RuntimeException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * @param message says what was wanted and what came of it
   */
  public ThresholdException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = requireNonNull(exitCode, "exitCode is null");
  }

  @Override
  public ExitCode exitCode() {
    return exitCode;
  }
}
