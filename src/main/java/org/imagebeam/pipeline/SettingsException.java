package org.imagebeam.pipeline;

import org.imagebeam.local.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** What is there was made with other settings than those that are given. */
public final class SettingsException extends InvalidValueException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }

  public SettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
