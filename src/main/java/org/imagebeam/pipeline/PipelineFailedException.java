package org.imagebeam.pipeline;

/** The runner gave up. What bundles had committed is kept, and the same command goes on from it. */
public final class PipelineFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PipelineFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
