package org.imagebeam.model;

import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.jspecify.annotations.Nullable;

/** A model can't be found or used. The message says what, in which file, and what to do. */
public final class ModelException extends RuntimeException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  /** What is wrong with a model. */
  public enum Kind {
    /** The model, or one of its files, is not there. */
    NOT_FOUND,
    /** It can't be fetched now; another time it may. */
    UNREACHABLE,
    /** A file is there, but damaged, or without what is needed of it. */
    UNUSABLE
  }

  private final Kind kind;

  public ModelException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ModelException(Kind kind, @Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public ExitCode exitCode() {
    return switch (kind) {
      case NOT_FOUND -> ExitCode.MODEL_NOT_FOUND;
      case UNREACHABLE -> ExitCode.FETCH;
      case UNUSABLE -> ExitCode.MODEL_UNUSABLE;
    };
  }
}
