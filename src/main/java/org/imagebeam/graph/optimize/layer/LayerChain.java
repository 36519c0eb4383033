package org.imagebeam.graph.optimize.layer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A linear layer with what is done to its output at once, which nobody else sees on the way: a
 * constant bias, and an activation.
 *
 * @param layer the convolution or matrix product
 * @param bias a BiasAdd of a constant with a value for each channel
 * @param activation a Relu or Relu6
 */
public record LayerChain(LinearLayer layer, Optional<NodeDef> bias, Optional<NodeDef> activation) {
  private static final Set<String> ACTIVATIONS = Set.of("Relu", "Relu6");

  /** All that follows {@code layer}. */
  public static LayerChain of(GraphIndex index, Uses uses, LinearLayer layer) {
    Optional<NodeDef> bias =
        next(uses, layer.node()).filter(node -> isBias(index, node, layer.channels()));
    Optional<NodeDef> activation =
        next(uses, bias.orElse(layer.node())).filter(LayerChain::isActivation);
    return new LayerChain(layer, bias, activation);
  }

  private static Optional<NodeDef> next(Uses uses, NodeDef node) {
    String name = node.getName();
    return uses.soleReader(name)
        .filter(reader -> GraphIndex.nodeName(reader.getInput(0)).equals(name));
  }

  private static boolean isBias(GraphIndex index, NodeDef node, long channels) {
    return addsByChannel(node)
        && FloatTensor.isConst(index.input(node, 1), DataType.DT_FLOAT)
        && FloatTensor.shapeOf(index.input(node, 1)).equals(List.of(channels));
  }

  /** Whether {@code node} adds a value to each channel, the last dimension. */
  public static boolean addsByChannel(NodeDef node) {
    return node.getOp().equals("BiasAdd") && LinearLayer.channelsLast(node);
  }

  /** The nodes, each of which reads the one before it. */
  public List<NodeDef> nodes() {
    return Stream.of(Optional.of(layer.node()), bias, activation)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Whether {@code node} is of a kind that {@link #activation} can be. */
  public static boolean isActivation(NodeDef node) {
    return ACTIVATIONS.contains(node.getOp());
  }

  /** The node that others read. */
  public NodeDef last() {
    return activation.or(() -> bias).orElse(layer.node());
  }
}
