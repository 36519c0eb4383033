package org.imagebeam.graph.optimize.fuse;

import java.util.Collection;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.ConvolutionGroups;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Tells whether {@link LayerFuser} left layers that TensorFlow's own graph rewriter would join with
 * what follows them: those with a bias that is computed, with explicit paddings, of other dtypes,
 * or with their channels first.
 */
public final class UnfusedLayers {
  private static final Set<String> LAYERS = Set.of("Conv2D", "DepthwiseConv2dNative", "MatMul");

  private static final Set<String> JOINED =
      Set.of("BiasAdd", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3");

  private UnfusedLayers() {}

  /**
   * Returns whether there are any. Convolutions in groups don't count: that rewriter has to be kept
   * from them ({@link UnfusableLayers}).
   *
   * @param outputs the nodes that are fetched
   * @throws RefusedGraphException if TensorFlow refuses the graph
   */
  public static boolean areIn(GraphDef graph, Collection<String> outputs) {
    Uses uses = new Uses(graph, outputs);
    ConvolutionGroups groups = new ConvolutionGroups(graph);
    return graph.getNodeList().stream()
        .filter(node -> LAYERS.contains(node.getOp()) && !isPaddedDepthwise(node))
        .filter(
            node -> uses.soleReader(node.getName()).filter(next -> joins(node, next)).isPresent())
        .anyMatch(groups::isSingle);
  }

  private static boolean isPaddedDepthwise(NodeDef node) {
    return node.getOp().equals("DepthwiseConv2dNative")
        && !Nodes.integers(node, "explicit_paddings").isEmpty();
  }

  /** The other inputs wait for nothing: a rewriter joins only what doesn't wait. */
  private static boolean joins(NodeDef layer, NodeDef next) {
    boolean norm = next.getOp().startsWith("FusedBatchNorm");
    AttrValue training = next.getAttrOrDefault("is_training", Nodes.of(true));
    return JOINED.contains(next.getOp())
        && GraphIndex.nodeName(next.getInput(0)).equals(layer.getName())
        && next.getInputList().stream().noneMatch(GraphIndex::isControl)
        && layer.getInputList().stream().noneMatch(GraphIndex::isControl)
        && !(norm && training.getB());
  }
}
