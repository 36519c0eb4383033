package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.imagebeam.local.HasRemedy;
import org.imagebeam.local.Remedy;
import org.jspecify.annotations.Nullable;

/** What a job works on is not there, or can't be read. The message says what, and what to do. */
public final class InputException extends RuntimeException implements HasExitCode, HasRemedy {
  private static final long serialVersionUID = 1L;

  /** Null if none is known. */
  private final @Nullable Remedy remedy;

  public InputException(String message) {
    this(message, null, null);
  }

  public InputException(String message, Throwable cause) {
    this(message, cause, null);
  }

  private InputException(
      @Nullable String message, @Nullable Throwable cause, @Nullable Remedy remedy) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** Returns one that knows what can be done about it. */
  public InputException withRemedy(Remedy known) {
    return new InputException(getMessage(), getCause(), requireNonNull(known, "known is null"));
  }

  @Override
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.NO_INPUT;
  }
}
