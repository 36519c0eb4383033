package org.imagebeam.graph;

import java.util.Collection;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Rewrites a frozen graph so that it answers the same with less work: checks dropped, weights
 * dequantised ahead, batch norms folded, average pools moved to where they are small. What is left
 * of a layer, a Conv2D with constant weights, a BiasAdd and a Relu, TensorFlow runs as one op.
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
   * @param forms in which convolutions are written that gain by it
   * @throws GraphException if a node is missing, or if a constant is damaged
   */
  public static BatchedGraph optimize(
      BatchedGraph batched, Collection<String> outputs, Set<ConvolutionForm> forms) {
    GraphDef graph = optimize(batched.graph(), outputs);
    if (forms.contains(ConvolutionForm.WINOGRAD)) {
      graph = WinogradRewriter.rewrite(graph, outputs);
    }
    // The convolutions that are left of others can be wide, too.
    if (forms.contains(ConvolutionForm.SPLIT)) {
      graph = ConvolutionSplitter.split(graph, outputs);
    }
    // Last: the others look for convolutions.
    if (forms.contains(ConvolutionForm.FUSED)) {
      graph = LayerFuser.fuse(graph, outputs);
    }
    return batched.withGraph(graph);
  }

  private static GraphDef optimize(GraphDef graph, Collection<String> outputs) {
    // Checks first: they stand between a layer and its batch norm, or its weights and their uses.
    GraphDef unchecked = NumericsRemover.remove(withoutColocation(graph), outputs);
    GraphDef folded = BatchNormFolder.fold(Dequantizer.fold(unchecked, outputs), outputs);
    return AveragePoolMover.move(folded, outputs);
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
