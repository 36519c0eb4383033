package org.imagebeam.inference;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Runs groups through the model, and puts out what comes of their elements. */
final class InferenceFn<InputT, OutputT>
    extends DoFn<KV<String, Iterable<InputT>>, KV<InputT, OutputT>> {
  private static final long serialVersionUID = 1L;

  private final GroupRunner<InputT, ?, OutputT> runner;
  private final TupleTag<KV<InputT, OutputT>> inferences;
  private final TupleTag<InferenceFailure<InputT>> failures;

  InferenceFn(
      GroupRunner<InputT, ?, OutputT> runner,
      TupleTag<KV<InputT, OutputT>> inferences,
      TupleTag<InferenceFailure<InputT>> failures) {
    this.runner = runner;
    this.inferences = inferences;
    this.failures = failures;
  }

  @StartBundle
  public void startBundle() throws Exception {
    runner.start();
  }

  @ProcessElement
  public void process(@Element KV<String, Iterable<InputT>> group, MultiOutputReceiver out)
      throws InterruptedException {
    runner.run(group.getValue(), new Receivers(out));
  }

  @Teardown
  public void teardown() {
    runner.release();
  }

  private final class Receivers implements Batcher.Output<InputT, OutputT> {
    private final MultiOutputReceiver out;

    Receivers(MultiOutputReceiver out) {
      this.out = out;
    }

    @Override
    public void inference(InputT input, OutputT output) {
      out.get(inferences).output(KV.of(input, output));
    }

    @Override
    public void failure(InferenceFailure<InputT> failure) {
      out.get(failures).output(failure);
    }
  }
}
