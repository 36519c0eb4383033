package org.imagebeam.local;

import org.jspecify.annotations.Nullable;

/**
 * Says that a value which the user chose, of an option or an argument, can't be used. The message
 * names the value and what is allowed instead. Unlike other {@link IllegalArgumentException}s, of
 * Java or TensorFlow, this one is never a fault of the program.
 */
public class InvalidValueException extends IllegalArgumentException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message which value is wrong, and what is allowed
   */
  public InvalidValueException(String message) {
    super(message);
  }

  /**
   * Makes one that keeps its cause.
   *
   * @param message which value is wrong, and what is allowed
   * @param cause what noticed it
   */
  public InvalidValueException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.USAGE;
  }
}
