package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Finds a network's layers and counts what {@link GraphSummary} says of each. For one use. */
final class LayerReader {
  private static final Set<String> PRODUCTS = Set.of("Conv2D", "DepthwiseConv2dNative", "MatMul");
  private static final Set<String> BATCH_NORMS =
      Set.of(
          "BatchNormWithGlobalNormalization",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3");
  private static final Set<String> POOLS = Set.of("MaxPool", "AvgPool", "Mean");
  private static final Set<String> ADDS = Set.of("Add", "AddV2");
  private static final Set<String> VECTOR_OPS = Set.of("BiasAdd", "Add", "AddV2", "Sub", "Mul");
  private static final Set<String> PASSING = Set.of("Identity", "CheckNumerics", "StopGradient");
  private static final Set<String> SHAPE_OPS = Set.of("Shape", "ShapeN", "Size", "Rank");

  private final GraphDef network;
  private final GraphIndex index;
  private final InferredShapes shapes;
  private final Set<String> ofPicture;
  private final Set<String> counted = new HashSet<>();
  private final Map<String, LayerSummary> layers = new LinkedHashMap<>();

  /**
   * @param network from the pixels to the outputs
   * @param pixels its placeholder, of a batch of one
   * @param shapes of {@code network}
   */
  LayerReader(GraphDef network, String pixels, InferredShapes shapes) {
    this.network = network;
    this.index = new GraphIndex(network);
    this.shapes = shapes;
    this.ofPicture = dependents(pixels);
  }

  /** The nodes whose values depend on the pixels: on more than on how many there are. */
  private Set<String> dependents(String pixels) {
    Set<String> found = new HashSet<>();
    List<String> open = new ArrayList<>(List.of(pixels));
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      if (!SHAPE_OPS.contains(index.get(name).getOp()) && found.add(name)) {
        index.consumers(name).forEach(node -> open.add(node.getName()));
      }
    }
    return found;
  }

  List<LayerSummary> read() {
    List<NodeDef> nodes =
        network.getNodeList().stream().filter(node -> ofPicture.contains(node.getName())).toList();
    // All rows first, because a graph's nodes may stand in any order.
    nodes.stream().filter(this::isLayer).forEach(node -> layers.put(node.getName(), layer(node)));
    for (NodeDef node : nodes) {
      long parameters = parameters(node);
      if (parameters > 0) {
        layers.computeIfPresent(
            owner(node).orElse(node).getName(), (name, layer) -> layer.plus(parameters));
      }
    }
    return List.copyOf(layers.values());
  }

  private boolean isLayer(NodeDef node) {
    String op = node.getOp();
    boolean product = PRODUCTS.contains(op) || POOLS.contains(op);
    boolean join = ADDS.contains(op) || op.equals("Concat") || op.equals("ConcatV2");
    boolean norm = BATCH_NORMS.contains(op) || op.equals("BiasAdd");
    return product || (join && ofPicture(node).size() > 1) || (norm && owner(node).isEmpty());
  }

  /** The convolution or product that a node follows with nothing but vectors in between. */
  private Optional<NodeDef> owner(NodeDef node) {
    NodeDef at = node;
    while (!PRODUCTS.contains(at.getOp())) {
      List<Integer> inputs = ofPicture(at);
      boolean follows =
          PASSING.contains(at.getOp())
              || VECTOR_OPS.contains(at.getOp())
              || BATCH_NORMS.contains(at.getOp());
      if (!follows || inputs.size() != 1) {
        return Optional.empty();
      }
      at = index.input(at, inputs.get(0));
    }
    return Optional.of(at);
  }

  private LayerSummary layer(NodeDef node) {
    String op = node.getOp();
    boolean convolution = op.equals("Conv2D") || op.equals("DepthwiseConv2dNative");
    return new LayerSummary(
        node.getName(),
        op,
        convolution ? shapes.of(node.getInput(1)).subList(0, 2) : window(node, "ksize"),
        window(node, "strides"),
        node.getAttrOrDefault("padding", AttrValue.getDefaultInstance()).getS().toStringUtf8(),
        shapes.of(node.getName()),
        0,
        elements(shapes.of(node.getName())) * termsOfEachValue(node));
  }

  /** How many products a layer sums for each value that it gives. */
  private long termsOfEachValue(NodeDef node) {
    return switch (node.getOp()) {
      // [height, width, channels in (of a group), channels out]
      case "Conv2D" -> elements(shapes.of(node.getInput(1)).subList(0, 3));
      case "DepthwiseConv2dNative" -> elements(shapes.of(node.getInput(1)).subList(0, 2));
      case "MatMul" -> shapes.of(node.getInput(0)).get(flag(node, "transpose_a") ? 0 : 1);
      default -> 0;
    };
  }

  private long parameters(NodeDef node) {
    if (PRODUCTS.contains(node.getOp()) || node.getOp().equals("BiasAdd")) {
      return count(node, 0, 1);
    }
    return switch (node.getOp()) {
      case "BatchNormWithGlobalNormalization" ->
          flag(node, "scale_after_normalization") ? count(node, 3, 4) : count(node, 3);
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" -> count(node, 1, 2);
      case "Add", "AddV2", "Sub", "Mul" -> isVector(node) ? count(node, 0, 1) : 0;
      default -> 0;
    };
  }

  /** Whether one value a channel is added to, or multiplied with, what a layer gives. */
  private boolean isVector(NodeDef node) {
    List<Integer> inputs = ofPicture(node);
    if (inputs.size() != 1 || owner(node).isEmpty()) {
      return false;
    }
    List<Long> values = shapes.of(node.getInput(1 - inputs.get(0)));
    List<Long> output = shapes.of(node.getName());
    return !values.isEmpty() && elements(values) == output.get(output.size() - 1);
  }

  private long count(NodeDef node, int... inputs) {
    return IntStream.of(inputs).mapToObj(node::getInput).mapToLong(this::countOnce).sum();
  }

  private long countOnce(String tensor) {
    boolean constant = !ofPicture.contains(GraphIndex.nodeName(tensor));
    return constant && counted.add(origin(tensor)) ? elements(shapes.of(tensor)) : 0;
  }

  /** The tensor behind Identities: frozen variables are read through one each. */
  private String origin(String tensor) {
    String at = tensor;
    NodeDef node = index.get(GraphIndex.nodeName(at));
    while (node.getOp().equals("Identity")) {
      at = node.getInput(0);
      node = index.get(GraphIndex.nodeName(at));
    }
    return at;
  }

  /** Which of a node's inputs depend on the picture. */
  private List<Integer> ofPicture(NodeDef node) {
    return IntStream.range(0, node.getInputCount())
        .filter(i -> !GraphIndex.isControl(node.getInput(i)))
        .filter(i -> ofPicture.contains(GraphIndex.nodeName(node.getInput(i))))
        .boxed()
        .toList();
  }

  private static List<Long> window(NodeDef node, String attribute) {
    List<Long> sizes =
        node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getList().getIList();
    boolean channelsFirst =
        node.getAttrOrDefault("data_format", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8()
            .equals("NCHW");
    int from = channelsFirst ? 2 : 1;
    return sizes.size() == 4 ? sizes.subList(from, from + 2) : List.of();
  }

  private static boolean flag(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getB();
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
