package org.imagebeam.bench;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.tensorflow.proto.GraphDef;

/** How far a network is rewritten; each step includes those before it. */
enum Rewrite {
  BATCHED("decode cut off", ImmutableList.of()),
  UNCHECKED(BATCHED, GraphRewrite.CHECKS_DROPPED),
  DEQUANTIZED(UNCHECKED, GraphRewrite.WEIGHTS_DEQUANTIZED),
  FOLDED(DEQUANTIZED, GraphRewrite.BATCH_NORMS_FOLDED),
  POOLS_MOVED(FOLDED, GraphRewrite.AVERAGE_POOLS_MOVED),
  WINOGRAD(POOLS_MOVED, GraphRewrite.WINOGRAD),
  FUSED(WINOGRAD, GraphRewrite.LAYERS_FUSED),
  /** Where {@code classify} does that, and then it is all that it does. */
  CLASSIFY("+ wide convolutions split", ImmutableList.of()) {
    @Override
    GraphDef apply(BatchedGraph batched, List<String> outputs) {
      return ClassifyWay.rewrite(batched, outputs);
    }
  };

  private final String description;
  private final ImmutableList<GraphRewrite> steps;

  Rewrite(String description, ImmutableList<GraphRewrite> steps) {
    this.description = description;
    this.steps = steps;
  }

  Rewrite(Rewrite before, GraphRewrite step) {
    this(
        "+ " + step.description(),
        ImmutableList.<GraphRewrite>builder().addAll(before.steps).add(step).build());
  }

  /** The network after this step; pure. */
  GraphDef apply(BatchedGraph batched, List<String> outputs) {
    GraphDef graph = batched.graph();
    for (GraphRewrite step : steps) {
      graph = step.apply(graph, outputs);
    }
    return graph;
  }

  /** For people. */
  String description() {
    return description;
  }
}
