package org.imagebeam.inference;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Runs groups through the model, and has what comes of each committed before the next begins. */
final class CommitFn<InputT, OutputT> extends DoFn<KV<String, Iterable<InputT>>, Void> {
  private static final long serialVersionUID = 1L;

  private final GroupRunner<InputT, ?, OutputT> runner;
  private final Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void> commit;

  CommitFn(
      GroupRunner<InputT, ?, OutputT> runner,
      Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void> commit) {
    this.runner = runner;
    this.commit = commit;
  }

  @StartBundle
  public void startBundle() throws Exception {
    runner.start();
  }

  @ProcessElement
  public void process(ProcessContext context) throws Exception {
    Collected<InputT, OutputT> collected = new Collected<>();
    runner.run(context.element().getValue(), collected);
    commit.apply(
        new GroupOutcomes<>(collected.inferences, collected.failures),
        Contextful.Fn.Context.wrapProcessContext(context));
  }

  @Teardown
  public void teardown() {
    runner.release();
  }

  private static final class Collected<InputT, OutputT> implements Batcher.Output<InputT, OutputT> {
    private final List<KV<InputT, OutputT>> inferences = new ArrayList<>();
    private final List<InferenceFailure<InputT>> failures = new ArrayList<>();

    @Override
    public void inference(InputT input, OutputT output) {
      inferences.add(KV.of(input, output));
    }

    @Override
    public void failure(InferenceFailure<InputT> failure) {
      failures.add(failure);
    }
  }
}
