package org.imagebeam.graph.int8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.ProductOp;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Describes a convolution or product of a quantized graph.
 *
 * @param name of its node
 * @param bits in which the graph stores each weight
 * @param int8 whether {@link Int8Rewriter} has it computed in int8
 * @param input the values that what it reads is rounded to, if it is
 * @param output the values that what its layer gives is rounded to, if it is
 */
public record RoundedLayer(
    String name,
    int bits,
    boolean int8,
    Optional<QuantizedRange> input,
    Optional<QuantizedRange> output) {
  private static final int FLOAT_BITS = 32;

  /** A bias, a sum and an activation. */
  private static final int MOST_NODES_BEHIND = 3;

  /**
   * Reads a quantized graph; TensorFlow isn't asked.
   *
   * @param graph as {@link GraphQuantizer} writes it, or such a one whose other weights are stored
   *     in fewer bits, too
   * @return its convolutions and products, in the order of their nodes
   * @throws org.imagebeam.graph.GraphException if a node is missing, or if a constant is damaged
   */
  public static List<RoundedLayer> of(GraphDef graph) {
    GraphIndex index = new GraphIndex(graph);
    List<RoundedLayer> layers = new ArrayList<>();
    for (NodeDef node : graph.getNodeList()) {
      if (ProductOp.of(node).isPresent() && node.getInputCount() > 1) {
        int bits = bits(index, index.input(node, 1));
        layers.add(
            new RoundedLayer(
                node.getName(),
                bits,
                bits == Byte.SIZE && QuantizableLayer.CONVOLUTIONS.contains(node.getOp()),
                range(index, index.input(node, 0)),
                behind(index, node)));
      }
    }
    return layers;
  }

  private static int bits(GraphIndex index, NodeDef weights) {
    if (Int8Weights.of(index, weights).isPresent()) {
      return Byte.SIZE;
    }
    boolean halved =
        weights.getOp().equals("Cast")
            && FloatTensor.isConst(index.input(weights, 0), DataType.DT_HALF);
    return halved ? Short.SIZE : FLOAT_BITS;
  }

  /** The range of what a node gives: its own, or that of what a pool or a join hands on. */
  private static Optional<QuantizedRange> range(GraphIndex index, NodeDef node) {
    return switch (node.getOp()) {
      case QuantizedRange.OP -> QuantizedRange.of(node);
      case "MaxPool", "ConcatV2" -> range(index, index.input(node, 0));
      case "Concat" -> range(index, index.input(node, 1));
      default -> Optional.empty();
    };
  }

  private static Optional<QuantizedRange> behind(GraphIndex index, NodeDef node) {
    NodeDef at = node;
    for (int i = 0; i <= MOST_NODES_BEHIND; i++) {
      List<NodeDef> readers = index.consumers(at.getName());
      Optional<QuantizedRange> range =
          readers.stream().map(QuantizedRange::of).flatMap(Optional::stream).findFirst();
      if (range.isPresent() || readers.size() != 1) {
        return range;
      }
      at = readers.get(0);
    }
    return Optional.empty();
  }
}
