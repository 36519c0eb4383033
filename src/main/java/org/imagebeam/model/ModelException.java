package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.imagebeam.local.HasRemedy;
import org.imagebeam.local.Remedy;
import org.jspecify.annotations.Nullable;

/** A model can't be found or used. The message says what, in which file, and what to do. */
public final class ModelException extends RuntimeException implements HasExitCode, HasRemedy {
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

  /** Null if none is known. */
  private final @Nullable Remedy remedy;

  public ModelException(Kind kind, String message) {
    this(kind, message, null);
  }

  public ModelException(Kind kind, @Nullable String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  private ModelException(
      Kind kind, @Nullable String message, @Nullable Throwable cause, @Nullable Remedy remedy) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
    this.remedy = remedy;
  }

  /** Returns one that knows what can be done about it. */
  public ModelException withRemedy(Remedy known) {
    return new ModelException(
        kind, getMessage(), getCause(), requireNonNull(known, "known is null"));
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
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
