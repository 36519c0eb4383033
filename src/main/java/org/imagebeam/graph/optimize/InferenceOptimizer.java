package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.fuse.LayerFuser;
import org.imagebeam.graph.optimize.fuse.UnfusedLayers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Rewrites a frozen graph so that it answers the same with less work: checks dropped, weights
 * dequantised ahead, constants and shapes computed, batch norms folded, average pools moved to
 * where they are small, and what is left of a layer, with its bias and activation, joined to one
 * op. The steps are those of {@link GraphRewrite}.
 *
 * <p>It comes after {@link BatchDimension}: only then is it settled which constant is fed.
 */
public final class InferenceOptimizer {
  /** Asks for the device of another node, which may be gone; there is but one device. */
  private static final String COLOCATION = "_class";

  private InferenceOptimizer() {}

  /**
   * Rewrites the network of {@code batched}; how it is fed stays as it is.
   *
   * @param outputs the nodes that are fetched; they keep their names, what they don't need is
   *     dropped
   * @param rewrites the steps, in the order of {@link GraphRewrite#ALL}; without any, the graph
   *     answers as it stands
   * @throws GraphException if a node is missing, or if a constant is damaged
   */
  public static OptimizedGraph optimize(
      BatchedGraph batched, Collection<String> outputs, List<GraphRewrite> rewrites) {
    GraphDef graph = rewrite(batched.graph(), outputs, rewrites);
    boolean fused = LayerFuser.isFused(graph) && !UnfusedLayers.areIn(graph, outputs);
    return new OptimizedGraph(batched.withGraph(graph), fused);
  }

  /**
   * Rewrites any frozen graph.
   *
   * @param outputs the nodes that are fetched; they keep their names, what they don't need is
   *     dropped
   * @param rewrites the steps, in the order of {@link GraphRewrite#ALL}
   * @throws GraphException if a node is missing, or if a constant is damaged
   */
  public static GraphDef rewrite(
      GraphDef graph, Collection<String> outputs, List<GraphRewrite> rewrites) {
    GraphDef rewritten = Subgraph.endingAt(withoutColocation(graph), outputs);
    for (GraphRewrite rewrite : rewrites) {
      rewritten = rewrite.apply(rewritten, outputs);
    }
    return rewritten;
  }

  private static GraphDef withoutColocation(GraphDef graph) {
    GraphDef.Builder free = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      boolean bound = node.containsAttr(COLOCATION);
      free.addNode(bound ? node.toBuilder().removeAttr(COLOCATION).build() : node);
    }
    return free.build();
  }
}
