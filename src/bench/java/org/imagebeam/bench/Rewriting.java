package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.graph.optimize.OptimizedGraph;

/**
 * How far a network is rewritten.
 *
 * @param steps that are applied, in their order
 */
record Rewriting(List<GraphRewrite> steps) {
  private static final String SEPARATOR = "+";

  /** Only cuts the decoding off, and adds a batch dimension. */
  static final Rewriting NONE = new Rewriting(List.of());

  Rewriting {
    steps = List.copyOf(steps);
  }

  /** Returns the first {@code count} steps of these. */
  Rewriting first(int count) {
    return new Rewriting(steps.subList(0, count));
  }

  /**
   * Reads a {@link #text}.
   *
   * @throws IllegalArgumentException if there is no such step
   */
  static Rewriting parse(String text) {
    Set<String> names = new HashSet<>(Splitter.on(SEPARATOR).omitEmptyStrings().splitToList(text));
    Rewriting parsed =
        new Rewriting(GraphRewrite.choose(rewrite -> names.contains(rewrite.name())));
    if (parsed.steps.size() != names.size()) {
      throw new IllegalArgumentException("unknown rewrites in '" + text + "'");
    }
    return parsed;
  }

  String text() {
    return steps.stream().map(GraphRewrite::name).collect(Collectors.joining(SEPARATOR));
  }

  OptimizedGraph apply(BatchedGraph batched, List<String> outputs) {
    return InferenceOptimizer.optimize(batched, outputs, steps);
  }

  /** Says for people what the last step is. */
  String description() {
    return steps.isEmpty()
        ? "decode cut off"
        : SEPARATOR + " " + steps.get(steps.size() - 1).description();
  }
}
