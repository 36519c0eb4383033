package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import org.apache.beam.runners.direct.DirectOptions;
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
   * @throws org.imagebeam.session.EnvironmentException if memory ran out, or a library can't be
   *     loaded
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
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      throw PipelineErrors.causeOf(e, ours);
    }
  }

  /**
   * The same for a pipeline whose work is one trainer, in one process. While the direct runner has
   * nothing to hand out, it asks itself for work without a rest, in each thread that is free: that
   * took half the processors from a training with threads of its own. So it gets one thread, which
   * the trainer has. Other runners run the pipeline as they do any.
   */
  public static PipelineResult trainerToEnd(Pipeline pipeline, Class<?>... ours) {
    DirectOptions direct =
        requireNonNull(pipeline, "pipeline is null").getOptions().as(DirectOptions.class);
    int threads = direct.getTargetParallelism();
    direct.setTargetParallelism(1);
    try {
      return toEnd(pipeline, ours);
    } finally {
      direct.setTargetParallelism(threads);
    }
  }
}
