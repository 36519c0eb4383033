package org.imagebeam.graph.int8;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A convolution with what follows it, all of which one op of TensorFlow computes in int8.
 *
 * @param node a Conv2D or DepthwiseConv2dNative
 * @param bias the BiasAdd behind it
 * @param sum the addition of another tensor behind that
 * @param activation the Relu or Relu6 behind that
 */
record QuantizableLayer(
    NodeDef node, NodeDef bias, Optional<NodeDef> sum, Optional<NodeDef> activation) {
  private static final String DEPTHWISE = "DepthwiseConv2dNative";
  static final Set<String> CONVOLUTIONS = Set.of("Conv2D", DEPTHWISE);
  private static final Set<String> SUMS = Set.of("Add", "AddV2");
  private static final Set<String> ACTIVATIONS = Set.of("Relu", "Relu6");

  /**
   * Finds the layer that begins with {@code node}, if the op takes it.
   *
   * @param sameShape whether two tensors are known to have the same shape; an addition of others
   *     isn't part of the layer
   */
  static Optional<QuantizableLayer> of(
      GraphIndex index, Uses uses, NodeDef node, BiPredicate<String, String> sameShape) {
    if (obstacle(index, uses, node).isPresent()) {
      return Optional.empty();
    }
    NodeDef plain = bias(index, uses, node).orElseThrow();
    Optional<NodeDef> sum =
        node.getOp().equals(DEPTHWISE)
            ? Optional.empty()
            : uses.soleReader(plain.getName())
                .filter(next -> SUMS.contains(next.getOp()) && next.getInputCount() == 2)
                .filter(next -> sameShape.test(next.getInput(0), next.getInput(1)));
    NodeDef last = sum.orElse(plain);
    Optional<NodeDef> activation =
        uses.soleReader(last.getName())
            .filter(next -> ACTIVATIONS.contains(next.getOp()) && !waits(next));
    return Optional.of(new QuantizableLayer(node, plain, sum, activation));
  }

  /**
   * Says why no op computes a layer that begins with a convolution or product, whatever its
   * weights; empty if there is one.
   */
  static Optional<String> obstacle(GraphIndex index, Uses uses, NodeDef node) {
    if (node.getOp().equals("MatMul")) {
      return Optional.of("it is a product of matrices");
    }
    if (!CONVOLUTIONS.contains(node.getOp())) {
      return Optional.of("it is a " + node.getOp());
    }
    if (!LinearLayer.channelsLast(node)) {
      return Optional.of("its channels come first");
    }
    if (!Nodes.integers(node, "explicit_paddings").isEmpty()) {
      return Optional.of("its padding is EXPLICIT");
    }
    if (Nodes.integers(node, "dilations").stream().anyMatch(size -> size != 1)) {
      return Optional.of("it has dilations");
    }
    if (waits(node) || !isFirst(node.getInput(0))) {
      return Optional.of("it waits for other nodes, or reads a node's second output");
    }
    return bias(index, uses, node).isPresent()
        ? Optional.empty()
        : Optional.of("no bias follows it right away");
  }

  private static Optional<NodeDef> bias(GraphIndex index, Uses uses, NodeDef node) {
    return uses.soleReader(node.getName())
        .filter(next -> next.getOp().equals("BiasAdd") && !waits(next))
        .filter(next -> FloatTensor.isConst(index.input(next, 1), DataType.DT_FLOAT));
  }

  private static boolean isFirst(String input) {
    String name = GraphIndex.nodeName(input);
    return input.equals(name) || input.equals(name + ":0");
  }

  private static boolean waits(NodeDef node) {
    return node.getInputList().stream().anyMatch(GraphIndex::isControl);
  }

  /** Returns the layer that ends before the addition. */
  QuantizableLayer withoutSum() {
    return sum.isEmpty()
        ? this
        : new QuantizableLayer(node, bias, Optional.empty(), Optional.empty());
  }

  boolean isDepthwise() {
    return node.getOp().equals(DEPTHWISE);
  }

  /** The tensor that it reads. */
  String input() {
    return node.getInput(0);
  }

  /** The tensor that is added, if one is. */
  Optional<String> addend() {
    return sum.map(
        node -> {
          boolean first = GraphIndex.nodeName(node.getInput(0)).equals(bias.getName());
          return node.getInput(first ? 1 : 0);
        });
  }

  /** The tensors that are rounded for it: what it reads, gives and adds. */
  List<String> tensors() {
    return Stream.concat(Stream.of(input(), end()), addend().stream())
        .map(GraphIndex::nodeName)
        .toList();
  }

  /** The node that gives the layer's result. */
  String end() {
    return Stream.of(activation, sum).flatMap(Optional::stream).findFirst().orElse(bias).getName();
  }

  /** The largest value that the activation lets pass. */
  double ceiling() {
    return activation.filter(node -> node.getOp().equals("Relu6")).isPresent()
        ? 6
        : Double.POSITIVE_INFINITY;
  }

  /**
   * Whether each of its results looks at the image's own values alone, and not at a border of 0.
   */
  boolean seesNoBorder(List<Long> weightsShape) {
    boolean valid = node.getAttrOrThrow("padding").getS().toStringUtf8().equals("VALID");
    return valid || (weightsShape.get(0) == 1 && weightsShape.get(1) == 1);
  }
}
