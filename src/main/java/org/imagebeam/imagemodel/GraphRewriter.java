package org.imagebeam.imagemodel;

import java.util.List;
import java.util.Set;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.ConvolutionForm;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;

/** Rewrites graphs to be faster, and can leave out a rewrite that is at fault. */
interface GraphRewriter {
  /** The rewrites that are made unless they are left out, in their order. */
  List<GraphRewrite> rewrites();

  /**
   * Rewrites a graph.
   *
   * @param without the rewrites that are left out
   * @throws org.imagebeam.graph.GraphException if it is damaged
   */
  BatchedGraph rewrite(BatchedGraph graph, Set<GraphRewrite> without);

  /** Makes all rewrites that write convolutions in these forms. */
  static GraphRewriter writing(Set<ConvolutionForm> forms) {
    return new GraphRewriter() {
      @Override
      public List<GraphRewrite> rewrites() {
        return GraphRewrite.writing(forms);
      }

      @Override
      public BatchedGraph rewrite(BatchedGraph graph, Set<GraphRewrite> without) {
        return InferenceOptimizer.optimize(graph, graph.outputs(), forms, without);
      }
    };
  }
}
