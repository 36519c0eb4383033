package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.LayerChain;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Moves an average pool from before a 1 by 1 convolution to behind it, where that has fewer
 * channels: both are linear and one looks at places only, the other at channels only, so the order
 * is free. Inception's pool branches shrink 768 channels to 192, and their pools with them.
 *
 * <p>Behind a BiasAdd, too: a padded pool divides by the places that are inside the image, so the
 * mean of a constant is the constant, at the edges as well. Pools that give fewer places than they
 * are given stay: in front of them the convolution would have more to do.
 */
public final class AveragePoolMover {
  private final GraphIndex index;
  private final Uses uses;
  private final NodeReplacements replacements = new NodeReplacements();

  private AveragePoolMover(GraphDef graph, Collection<String> outputs) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
  }

  /**
   * Moves each such pool. It takes the name of the last node that it has passed, so that whoever
   * reads or fetches that one reads the same values.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, or if a constant is damaged
   */
  public static GraphDef move(GraphDef graph, Collection<String> outputs) {
    AveragePoolMover mover = new AveragePoolMover(graph, outputs);
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals("AvgPool")) {
        mover.moveBehindConvolution(node);
      }
    }
    return mover.replacements.in(graph, outputs);
  }

  private void moveBehindConvolution(NodeDef pool) {
    Optional<LinearLayer> layer =
        uses.soleReader(pool.getName()).flatMap(node -> LinearLayer.of(index, node));
    if (layer.isEmpty()
        || !layer.get().isPointwise()
        || !keepsSize(pool)
        || layer.get().channels() >= channelsInto(layer.get())) {
      return;
    }
    NodeDef conv = layer.get().node().toBuilder().setInput(0, pool.getInput(0)).build();
    replacements.drop(pool);
    Optional<NodeDef> bias =
        uses.soleReader(conv.getName()).filter(node -> addsConstantTo(node, conv.getName()));
    if (bias.isPresent()) {
      replacements.replace(conv.getName(), List.of(conv));
      putBehind(pool, bias.get());
    } else {
      putBehind(pool, conv);
    }
  }

  private void putBehind(NodeDef pool, NodeDef last) {
    NodeDef before =
        last.toBuilder().setName(index.freeName(last.getName() + "/before_pool")).build();
    NodeDef moved = pool.toBuilder().setName(last.getName()).setInput(0, before.getName()).build();
    replacements.replace(last.getName(), List.of(before, moved));
  }

  private boolean addsConstantTo(NodeDef node, String conv) {
    return LayerChain.addsByChannel(node)
        && GraphIndex.nodeName(node.getInput(0)).equals(conv)
        && index.input(node, 1).getOp().equals("Const");
  }

  /**
   * Whether the pool gives as many places as it is given. Behind one that gives fewer, as a global
   * pool gives one, the convolution has less to do than in front of it.
   */
  private static boolean keepsSize(NodeDef pool) {
    List<Long> window = Nodes.integers(pool, "ksize");
    List<Long> strides = Nodes.integers(pool, "strides");
    boolean padded =
        pool.getAttrOrDefault("padding", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8()
            .equals("SAME");
    return LinearLayer.channelsLast(pool)
        && pool.getInputCount() == 1
        && window.size() == 4
        && window.get(0) == 1
        && window.get(3) == 1
        && (padded || window.stream().allMatch(size -> size == 1))
        && strides.size() == 4
        && strides.stream().allMatch(stride -> stride == 1);
  }

  /** Of a group, if the convolution works in groups: then the input has more still. */
  private static long channelsInto(LinearLayer layer) {
    return FloatTensor.shapeOf(layer.weights()).get(2);
  }
}
