package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

/** One input failed at a named stage; the cause says why. */
public final class StageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String stage;

  public StageException(String stage, Exception cause) {
    super(requireNonNull(cause, "cause is null").getMessage(), cause);
    this.stage = requireNonNull(stage, "stage is null");
  }

  public String stage() {
    return stage;
  }
}
