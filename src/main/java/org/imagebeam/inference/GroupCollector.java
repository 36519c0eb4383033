package org.imagebeam.inference;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.KV;

/** Collects what a group's elements come to. For one thread. */
final class GroupCollector<InputT, OutputT> implements Batcher.Output<InputT, OutputT> {
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

  /** Returns what was collected. */
  GroupOutcomes<InputT, OutputT> outcomes() {
    return new GroupOutcomes<>(inferences, failures);
  }
}
