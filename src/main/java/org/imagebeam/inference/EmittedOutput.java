package org.imagebeam.inference;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Hands the outcomes of a group to the steps that follow.
 *
 * @param context of the group
 * @param failures where failures go
 */
record EmittedOutput<InputT, OutputT>(
    DoFn<KV<String, Iterable<InputT>>, KV<InputT, OutputT>>.ProcessContext context,
    TupleTag<InferenceFailure<InputT>> failures)
    implements Batcher.Output<InputT, OutputT> {
  @Override
  public void inference(InputT input, OutputT output) {
    context.output(KV.of(input, output));
  }

  @Override
  public void failure(InferenceFailure<InputT> failure) {
    context.output(failures, failure);
  }
}
