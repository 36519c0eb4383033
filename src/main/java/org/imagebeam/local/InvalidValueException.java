package org.imagebeam.local;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says that a value which the user chose, of a setting or an argument, can't be used. The message
 * names the value and what is allowed instead. Unlike other {@link IllegalArgumentException}s, of
 * Java or TensorFlow, this one is never a fault of the program.
 */
public class InvalidValueException extends IllegalArgumentException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  /** Null if the message names none. */
  private final @Nullable String setting;

  /**
   * Makes one.
   *
   * @param message which value is wrong, and what is allowed
   */
  public InvalidValueException(String message) {
    this(message, (Throwable) null);
  }

  /**
   * Makes one that keeps its cause.
   *
   * @param message which value is wrong, and what is allowed
   * @param cause what noticed it
   */
  public InvalidValueException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
    setting = null;
  }

  private InvalidValueException(String setting, String problem) {
    super(requireNonNull(setting, "setting is null") + " " + problem);
    this.setting = setting;
  }

  /**
   * Makes one about a setting, with whose name its message starts.
   *
   * @param setting as in {@code maxPixels}
   * @param problem what is allowed and what was given, to be read after the name
   */
  public static InvalidValueException of(String setting, String problem) {
    return new InvalidValueException(setting, problem);
  }

  /** Returns the name of the setting with which the message starts, if it does. */
  public Optional<String> setting() {
    return Optional.ofNullable(setting);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.USAGE;
  }
}
