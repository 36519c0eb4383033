package org.imagebeam.local;

import java.io.IOException;
import java.util.Locale;

/** Says that nobody reads any more what is written to a pipe, as behind {@code head}. */
public final class ClosedPipeException extends IOException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param cause what the write threw
   */
  public ClosedPipeException(IOException cause) {
    super("nobody reads the rows any more", cause);
  }

  /**
   * Whether a failed write means that: systems call it a broken pipe, in the language of the user.
   */
  public static boolean isMeant(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("pipe");
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.CLOSED_PIPE;
  }
}
