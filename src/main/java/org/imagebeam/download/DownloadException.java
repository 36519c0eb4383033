package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.jspecify.annotations.Nullable;

/** A file can't be fetched. The message says which, from where, why, and what to do. */
public final class DownloadException extends IOException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  /** Why it can't. In the order of what a user must know first. */
  public enum Kind {
    /** What is there is not what it should be. */
    WRONG,
    /** The server can't be reached, or gives up; another time it may. */
    UNREACHABLE,
    /** There is no such file, it is not for us, or what answers there is no sound web server. */
    NOT_FOUND
  }

  private final Kind kind;

  public DownloadException(Kind kind, String message) {
    this(kind, message, null);
  }

  public DownloadException(Kind kind, @Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public ExitCode exitCode() {
    return kind == Kind.UNREACHABLE ? ExitCode.FETCH : ExitCode.NO_INPUT;
  }
}
