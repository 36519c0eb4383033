package org.imagebeam.classify;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.imagebeam.model.ModelException;

/** Finds, under a runner's wrappings, what went wrong. */
final class PipelineErrors {
  private PipelineErrors() {}

  /** The exception of ours that ended the pipeline, or else one that tells the innermost cause. */
  static RuntimeException causeOf(RuntimeException thrown) {
    Throwable innermost = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException
          || cause instanceof ModelException
          || cause instanceof LabelFileException
          || cause instanceof PipelineFailedException) {
        return (RuntimeException) cause;
      }
      if (cause instanceof IOException io) {
        return new UncheckedIOException(io);
      }
      innermost = cause;
    }
    return new PipelineFailedException(
        "the pipeline failed: "
            + innermost
            + "; run again, the same command goes on from what was committed",
        thrown);
  }
}
