package org.imagebeam.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.imagebeam.local.HeapException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelException;
import org.imagebeam.session.EnvironmentException;
import org.imagebeam.session.JavaErrors;

/** Finds, under a runner's wrappings, what went wrong. */
public final class PipelineErrors {
  private PipelineErrors() {}

  /**
   * The exception of ours that ended the pipeline, or else one that tells the innermost cause.
   *
   * @param others types of unchecked exceptions that count as ours, beside those that every
   *     pipeline may throw
   */
  public static RuntimeException causeOf(Throwable thrown, Class<?>... others) {
    Throwable innermost = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RuntimeException ours && isOurs(ours, others)) {
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

  private static boolean isOurs(RuntimeException cause, Class<?>... others) {
    return cause instanceof InputException
        || cause instanceof EnvironmentException
        || cause instanceof ModelException
        || cause instanceof PipelineFailedException
        || cause instanceof HeapException
        || cause instanceof InvalidValueException
        || Arrays.stream(others).anyMatch(type -> type.isInstance(cause));
  }
}
