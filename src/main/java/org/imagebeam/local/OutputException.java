package org.imagebeam.local;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something can't be written; the message names it and says why and what to do. */
public final class OutputException extends IOException implements HasRemedy {
  private static final long serialVersionUID = 1L;

  public static final String CHANGED =
      "another process has changed it meanwhile; let only one write there, and run again";

  /** Null if none is known. */
  private final @Nullable Remedy remedy;

  /** What went wrong with a local file, in words that can be read by themselves. */
  public static String reason(IOException e) {
    return LocalErrors.detail(e);
  }

  public OutputException(String target, @Nullable String reason, @Nullable Throwable cause) {
    this("cannot write " + target + ": " + reason, cause, null);
  }

  /**
   * @param target what can't be written
   * @param reason why, and what to do
   */
  public OutputException(String target, @Nullable String reason) {
    this(target, reason, (Throwable) null);
  }

  private OutputException(
      @Nullable String message, @Nullable Throwable cause, @Nullable Remedy remedy) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** Returns the same with what a user can do about it. */
  public OutputException withRemedy(Remedy newRemedy) {
    return new OutputException(getMessage(), this, newRemedy);
  }

  @Override
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }
}
