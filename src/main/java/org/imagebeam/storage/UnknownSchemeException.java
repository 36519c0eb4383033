package org.imagebeam.storage;

import java.io.IOException;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;

/** Says that a path starts with a scheme of a storage that can't be read or written. */
public final class UnknownSchemeException extends IOException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  UnknownSchemeException(String path, String scheme) {
    super(
        path
            + " can't be used: give a local path or one that starts with gs://, not "
            + scheme
            + "://");
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.USAGE;
  }
}
