package org.imagebeam.local;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something can't be written; the message names it and says why and what to do. */
public final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  public static final String CHANGED =
      "another process has changed it meanwhile; let only one write there, and run again";

  /** What went wrong with a local file, in words that can be read by themselves. */
  public static String reason(IOException e) {
    return LocalErrors.detail(e);
  }

  public OutputException(String target, @Nullable String reason, @Nullable Throwable cause) {
    super("cannot write " + target + ": " + reason, cause);
  }

  /**
   * @param target what can't be written
   * @param reason why, and what to do
   */
  public OutputException(String target, @Nullable String reason) {
    this(target, reason, null);
  }
}
