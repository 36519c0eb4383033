package org.imagebeam.inference;

/**
 * Passes the outcomes of a group on, and tells of each.
 *
 * @param output where they go
 * @param watch is told
 */
record WatchedOutput<InputT, OutputT>(Batcher.Output<InputT, OutputT> output, OutcomeWatch watch)
    implements Batcher.Output<InputT, OutputT> {
  @Override
  public void inference(InputT input, OutputT answer) {
    output.inference(input, answer);
    watch.outcome(true);
  }

  @Override
  public void failure(InferenceFailure<InputT> failure) {
    output.failure(failure);
    watch.outcome(false);
  }
}
