package org.imagebeam.inference;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.KV;

/**
 * Holds the outcomes of one group. Each element is in one of the two lists, in the group's order.
 *
 * @param inferences the elements that the model answered, with its answers
 * @param failures the other elements, with the reason
 */
public record GroupOutcomes<InputT, OutputT>(
    List<KV<InputT, OutputT>> inferences, List<InferenceFailure<InputT>> failures) {
  public GroupOutcomes {
    inferences = List.copyOf(inferences);
    failures = List.copyOf(failures);
  }

  /** Collects what a group's elements come to. For one thread. */
  static final class Collector<InputT, OutputT> implements Batcher.Output<InputT, OutputT> {
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
}
