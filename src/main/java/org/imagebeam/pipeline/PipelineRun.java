package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.imagebeam.local.InvalidValueException;

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
   * @throws InvalidValueException if the runner was told to make a template of the pipeline
   * @throws java.io.UncheckedIOException if what failed was a file
   * @throws org.imagebeam.session.EnvironmentException if memory ran out, or a library can't be
   *     loaded
   */
  public static PipelineResult runAndWait(Pipeline pipeline) {
    requireNonNull(pipeline, "pipeline is null");
    try {
      PipelineResult result = pipeline.run();
      PipelineResult.State state = end(result);
      if (state != PipelineResult.State.DONE) {
        throw new PipelineFailedException("the pipeline ended as " + state, null);
      }
      return result;
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      throw PipelineErrors.causeOf(e);
    }
  }

  private static PipelineResult.State end(PipelineResult result) {
    try {
      return result.waitUntilFinish();
    } catch (UnsupportedOperationException e) {
      throw new InvalidValueException(
          "the runner has made a template and run nothing: what a job commits is put together by the"
              + " process that starts it, when the job is done, so it can't be started by a template",
          e);
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
