package org.imagebeam.session;

/**
 * Says that this machine, or how Java was started, doesn't let the work be done: too little memory
 * or disk, or a native library that can't be loaded. The message names the setting that helps.
 */
public final class EnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
