package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/** Runs pipelines to their end. */
public final class PipelineRun {
  private PipelineRun() {}

  /**
   * Runs a pipeline and waits for it.
   *
   * @param ours types of unchecked exceptions that come out as they are, beside those that every
   *     pipeline may throw, see {@link PipelineErrors#causeOf}
   * @throws PipelineFailedException if the runner gives up
   * @throws java.io.UncheckedIOException if what failed was a file
   */
  public static PipelineResult toEnd(Pipeline pipeline, Class<?>... ours) {
    requireNonNull(pipeline, "pipeline is null");
    try {
      PipelineResult result = pipeline.run();
      PipelineResult.State state = result.waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new PipelineFailedException("the pipeline ended as " + state, null);
      }
      return result;
    } catch (RuntimeException e) {
      throw PipelineErrors.causeOf(e, ours);
    }
  }
}
