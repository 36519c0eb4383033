package org.imagebeam.session;

import java.util.Optional;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.imagebeam.local.HasRemedy;
import org.imagebeam.local.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Says that this machine, or how Java was started, doesn't let the work be done: too little memory
 * or disk, or a native library that can't be loaded. The message names the setting that helps.
 */
public final class EnvironmentException extends RuntimeException implements HasExitCode, HasRemedy {
  private static final long serialVersionUID = 1L;

  /** Null if the message says all. */
  private final @Nullable Remedy remedy;

  public EnvironmentException(String message, @Nullable Throwable cause) {
    this(message, cause, null);
  }

  EnvironmentException(
      @Nullable String message, @Nullable Throwable cause, @Nullable Remedy remedy) {
    super(message, cause);
    this.remedy = remedy;
  }

  @Override
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.ENVIRONMENT;
  }
}
