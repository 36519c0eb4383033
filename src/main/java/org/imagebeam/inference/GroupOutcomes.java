package org.imagebeam.inference;

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
}
