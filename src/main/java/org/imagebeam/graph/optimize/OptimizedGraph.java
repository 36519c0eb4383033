package org.imagebeam.graph.optimize;

import static java.util.Objects.requireNonNull;

import org.imagebeam.graph.input.BatchedGraph;
import org.tensorflow.proto.GraphDef;

/**
 * Holds a network as {@link InferenceOptimizer} leaves it.
 *
 * @param network the rewritten graph, and how it is fed
 * @param fused whether its layers are one op each, with their bias and activation, and none is left
 *     that TensorFlow's graph rewriter would join so: then that has nothing to do
 */
public record OptimizedGraph(BatchedGraph network, boolean fused) {
  public OptimizedGraph {
    requireNonNull(network, "network is null");
  }

  /** Returns the rewritten graph. */
  public GraphDef graph() {
    return network.graph();
  }
}
