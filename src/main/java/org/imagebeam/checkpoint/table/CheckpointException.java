package org.imagebeam.checkpoint.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.imagebeam.local.HasRemedy;
import org.imagebeam.local.Remedy;
import org.jspecify.annotations.Nullable;

/** A checkpoint can't be found or used. The message says what, in which file, and what to do. */
public final class CheckpointException extends IOException implements HasExitCode, HasRemedy {
  private static final long serialVersionUID = 1L;

  /** What is wrong with a checkpoint. */
  public enum Kind {
    /** The checkpoint, one of its files, or a tensor is not there. */
    NOT_FOUND,
    /** A file is there, but damaged. */
    CORRUPT,
    /** It is sound, but another than what is needed: a dtype, a shape, a format. */
    MISMATCH
  }

  private final Kind kind;

  /** Null if none is known. */
  private final @Nullable Remedy remedy;

  public CheckpointException(Kind kind, String message) {
    this(kind, message, null);
  }

  public CheckpointException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  private CheckpointException(
      Kind kind, @Nullable String message, @Nullable Throwable cause, @Nullable Remedy remedy) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
    this.remedy = remedy;
  }

  /** Returns one that knows what can be done about it. */
  public CheckpointException withRemedy(Remedy known) {
    return new CheckpointException(
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
      case NOT_FOUND -> ExitCode.CHECKPOINT_NOT_FOUND;
      case CORRUPT -> ExitCode.CHECKPOINT_DAMAGED;
      case MISMATCH -> ExitCode.CHECKPOINT_UNFIT;
    };
  }
}
