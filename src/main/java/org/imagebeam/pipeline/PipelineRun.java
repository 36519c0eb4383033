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
   * <p>Unchecked exceptions with an exit code come out as they are, see {@link
   * PipelineErrors#causeOf}.
   *
   * @throws PipelineFailedException if the runner gives up
   * @throws java.io.UncheckedIOException if what failed was a file
   * @throws org.imagebeam.session.EnvironmentException if memory ran out, or a library can't be
   *     loaded
   */
  public static PipelineResult runAndWait(Pipeline pipeline) {
    requireNonNull(pipeline, "pipeline is null");
    try {
      PipelineResult result = pipeline.run();
      PipelineResult.State state = result.waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new PipelineFailedException("the pipeline ended as " + state, null);
      }
      return result;
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      throw PipelineErrors.causeOf(e);
    }
  }

  /**
   * Runs a pipeline on a single thread of the direct runner, and waits for it. Idle threads of that
   * runner busy-wait, which took half the processors from a trainer with its own threads. Other
   * runners are unaffected.
   *
   * @throws PipelineFailedException if the runner gives up
   */
  public static PipelineResult runSingleThreaded(Pipeline pipeline) {
    DirectOptions direct =
        requireNonNull(pipeline, "pipeline is null").getOptions().as(DirectOptions.class);
    int threads = direct.getTargetParallelism();
    direct.setTargetParallelism(1);
    try {
      return runAndWait(pipeline);
    } finally {
      direct.setTargetParallelism(threads);
    }
  }
}
