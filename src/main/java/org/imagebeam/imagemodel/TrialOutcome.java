package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;

/**
 * How a network has to be run to answer as its graph does.
 *
 * @param without the names of the rewrites that are left out, since they change its answers
 * @param asGiven whether the graph runs as it was given, without a batch dimension even
 * @param alone whether images go through it one at a time
 * @param warnings what to tell its user, a sentence each
 */
record TrialOutcome(
    @JsonProperty("without") Set<String> without,
    @JsonProperty("asGiven") boolean asGiven,
    @JsonProperty("alone") boolean alone,
    @JsonProperty("warnings") List<String> warnings) {
  TrialOutcome {
    without = Set.copyOf(requireNonNull(without, "without is null"));
    warnings = List.copyOf(requireNonNull(warnings, "warnings is null"));
  }
}
