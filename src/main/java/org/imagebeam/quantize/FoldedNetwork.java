package org.imagebeam.quantize;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.IdentityLists;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.int8.ZeroBiases;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.tensorflow.proto.GraphDef;

/**
 * A model folder's graph with its batch norms folded into its layers, a bias behind each
 * convolution, and otherwise as it was: it takes the images that it took before, at the node where
 * it took them.
 *
 * @param graph the network
 * @param outputs the nodes that may be fetched of it
 */
record FoldedNetwork(GraphDef graph, Set<String> outputs) {
  private static final List<GraphRewrite> FOLDING =
      List.of(
          GraphRewrite.CHECKS_DROPPED,
          GraphRewrite.WEIGHTS_DEQUANTIZED,
          GraphRewrite.CONSTANTS_FOLDED,
          GraphRewrite.PASS_THROUGHS_DROPPED,
          GraphRewrite.PADS_MERGED,
          GraphRewrite.DEPTHWISE_FOUND,
          GraphRewrite.BATCH_NORMS_FOLDED);

  /**
   * Folds a graph.
   *
   * @param stored as the folder has it, without what {@code model.json} adds to it
   * @throws org.imagebeam.graph.GraphException if a node is missing, or a constant is damaged
   */
  static FoldedNetwork of(ModelFolder folder, GraphDef stored) {
    ModelSpec spec = folder.spec();
    Set<String> outputs = new LinkedHashSet<>();
    spec.outputs().forEach(output -> outputs.add(GraphIndex.nodeName(output)));
    GraphIndex index = new GraphIndex(stored);
    String bottleneck = GraphIndex.nodeName(spec.bottleneck());
    if (index.find(bottleneck).isPresent()) {
      outputs.add(bottleneck);
    }
    String input = GraphIndex.nodeName(spec.input());
    Set<String> kept = new LinkedHashSet<>(outputs);
    kept.add(input);
    GraphDef graph = IdentityLists.bypass(withPlaceholder(stored, input), kept);
    GraphDef folded = InferenceOptimizer.rewrite(graph, outputs, FOLDING);
    return new FoldedNetwork(ZeroBiases.add(folded, outputs), outputs);
  }

  /** The input may be a constant that is fed: whatever is computed of it isn't constant. */
  private static GraphDef withPlaceholder(GraphDef stored, String input) {
    NodeReplacements replacements = new NodeReplacements();
    new GraphIndex(stored)
        .find(input)
        .filter(node -> node.getOp().equals("Const"))
        .ifPresent(
            node ->
                replacements.replace(
                    input,
                    List.of(
                        Nodes.placeholder(
                            input,
                            node.getAttrOrThrow("dtype").getType(),
                            FloatTensor.shapeOf(node)))));
    return replacements.in(stored);
  }
}
