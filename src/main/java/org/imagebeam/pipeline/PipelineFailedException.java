package org.imagebeam.pipeline;

import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.jspecify.annotations.Nullable;

/** The runner gave up. What bundles had committed is kept, and the same command goes on from it. */
public final class PipelineFailedException extends RuntimeException implements HasExitCode {
  private static final long serialVersionUID = 1L;

  public PipelineFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.PIPELINE;
  }
}
