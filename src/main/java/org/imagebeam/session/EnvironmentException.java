package org.imagebeam.session;

import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.jspecify.annotations.Nullable;

/**
 * Says that this machine, or how Java was started, doesn't let the work be done: too little memory
 * or disk, or a native library that can't be loaded. The message names the setting that helps.
 */
public final class EnvironmentException extends RuntimeException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  public EnvironmentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.ENVIRONMENT;
  }
}
