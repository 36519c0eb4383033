package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A checkpoint can't be used. The message says which one, what is wrong, and with which name. */
public final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** There is no such checkpoint, or no tensor of that name in it. */
    NOT_FOUND,
    /** A file is damaged. */
    CORRUPT,
    /**
     * The checkpoint is not one of this graph: a variable is missing, or of another shape or type.
     */
    MISMATCH
  }

  private final Kind kind;

  public CheckpointException(Kind kind, String message) {
    this(kind, message, null);
  }

  public CheckpointException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
  }

  public Kind kind() {
    return kind;
  }
}
