package org.imagebeam.inference;

import java.util.List;
import org.apache.beam.sdk.values.KV;

/**
 * What came of the elements of one group: each is in one of the two lists, in the group's order.
 *
 * @param inferences those that the model answered, with its answers
 * @param failures the others, and why
 */
public record GroupOutcomes<InputT, OutputT>(
    List<KV<InputT, OutputT>> inferences, List<InferenceFailure<InputT>> failures) {
  public GroupOutcomes {
    inferences = List.copyOf(inferences);
    failures = List.copyOf(failures);
  }
}
