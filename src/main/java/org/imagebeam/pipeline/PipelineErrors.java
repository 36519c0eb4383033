package org.imagebeam.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.imagebeam.local.HasExitCode;
import org.imagebeam.session.EnvironmentException;
import org.imagebeam.session.JavaErrors;

/** Finds, under a runner's wrappings, what went wrong. */
public final class PipelineErrors {
  private PipelineErrors() {}

  /**
   * Returns the exception with an exit code that ended the pipeline, or else one that tells the
   * innermost cause.
   */
  public static RuntimeException causeOf(Throwable thrown) {
    Throwable innermost = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RuntimeException ours && cause instanceof HasExitCode) {
        return ours;
      }
      if (cause instanceof IOException io) {
        return new UncheckedIOException(io);
      }
      innermost = cause;
    }
    Optional<EnvironmentException> limit = JavaErrors.explain(thrown);
    if (limit.isPresent()) {
      return limit.get();
    }
    return new PipelineFailedException(
        "the pipeline failed: "
            + innermost
            + "; run again, the same command goes on from what was committed",
        thrown);
  }
}
