package org.imagebeam.local;

/** Says that Java's heap is too small for what is asked for, and how much it needs. */
public final class HeapException extends RuntimeException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  HeapException(String message) {
    super(message);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.ENVIRONMENT;
  }
}
