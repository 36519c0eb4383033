package org.imagebeam.graph.summary;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.ProductOp;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** Finds a network's layers and counts what {@link GraphSummary} says of each. For one use. */
final class LayerReader {
  private static final Set<String> BATCH_NORMS =
      Set.of(
          "BatchNormWithGlobalNormalization",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3",
          "_FusedBatchNormEx");
  private static final Set<String> POOLS =
      Set.of("MaxPool", "MaxPoolV2", "AvgPool", "MaxPool3D", "AvgPool3D", "Mean");
  private static final Set<String> ADDS = Set.of("Add", "AddV2");
  private static final Set<String> VECTOR_OPS = Set.of("BiasAdd", "Add", "AddV2", "Sub", "Mul");
  private static final Set<String> PASSING = Set.of("Identity", "CheckNumerics", "StopGradient");
  private static final Set<String> SHAPE_OPS =
      Set.of("Shape", "ShapeN", "Size", "Rank", "TensorListLength");

  /** What hands a tensor on as it is, the first of those that it is given. */
  private static final Set<String> HANDING_ON =
      Set.of("Identity", "Enter", "RefEnter", "Switch", "Merge", "NextIteration");

  private final GraphDef network;
  private final GraphIndex index;
  private final InferredShapes shapes;
  private final Set<String> ofImage;
  private final Set<String> inLoops;
  private final Set<String> withProducts;
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
    this.ofImage = dependents(pixels);
    this.inLoops = inLoops();
    this.withProducts =
        network.getLibrary().getFunctionList().stream()
            .filter(function -> function.getNodeDefList().stream().anyMatch(this::multiplies))
            .map(function -> function.getSignature().getName())
            .collect(Collectors.toSet());
  }

  private boolean multiplies(NodeDef node) {
    return ProductOp.of(node).isPresent() || !functions(node).isEmpty();
  }

  private static List<String> functions(NodeDef node) {
    return node.getAttrMap().values().stream()
        .flatMap(
            value ->
                Stream.concat(
                    Stream.of(value.getFunc().getName()),
                    value.getList().getFuncList().stream().map(NameAttrList::getName)))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** What runs once a turn of a loop, nobody knows how often. */
  private Set<String> inLoops() {
    Set<String> found = new HashSet<>();
    List<String> open =
        network.getNodeList().stream()
            .filter(node -> node.getOp().equals("Enter") || node.getOp().equals("RefEnter"))
            .map(NodeDef::getName)
            .collect(Collectors.toCollection(ArrayList::new));
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      String op = index.get(name).getOp();
      if (!op.equals("Exit") && !op.equals("RefExit") && found.add(name)) {
        index.consumers(name).forEach(node -> open.add(node.getName()));
      }
    }
    return found;
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
        network.getNodeList().stream().filter(node -> ofImage.contains(node.getName())).toList();
    // All rows first, because a graph's nodes may stand in any order.
    nodes.stream().filter(this::isLayer).forEach(node -> layers.put(node.getName(), layer(node)));
    for (NodeDef node : nodes) {
      OptionalLong parameters = parameters(node);
      layers.computeIfPresent(
          owner(node).orElse(node).getName(), (name, layer) -> layer.plus(parameters));
    }
    return List.copyOf(layers.values());
  }

  private boolean isLayer(NodeDef node) {
    String op = node.getOp();
    boolean product = ProductOp.of(node).isPresent() || POOLS.contains(op) || callsProducts(node);
    boolean join = ADDS.contains(op) || op.equals("Concat") || op.equals("ConcatV2");
    boolean norm = BATCH_NORMS.contains(op) || op.equals("BiasAdd");
    return product || (join && ofImage(node).size() > 1) || (norm && owner(node).isEmpty());
  }

  /** Whether it calls a function, as a loop's body or a branch, that multiplies. */
  private boolean callsProducts(NodeDef node) {
    return functions(node).stream().anyMatch(withProducts::contains);
  }

  /** The convolution or product that a node follows with nothing but vectors in between. */
  private Optional<NodeDef> owner(NodeDef node) {
    NodeDef at = node;
    while (ProductOp.of(at).isEmpty()) {
      List<Integer> inputs = ofImage(at);
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
    Optional<ProductOp> product = ProductOp.of(node);
    return new LayerSummary(
        node.getName(),
        node.getOp(),
        product.map(op -> op.window(node, shapes)).orElse(window(node, "ksize")),
        window(node, "strides"),
        node.getAttrOrDefault("padding", AttrValue.getDefaultInstance()).getS().toStringUtf8(),
        shapes.find(node.getName()),
        OptionalLong.of(0),
        multiplyAdds(node, product));
  }

  private OptionalLong multiplyAdds(NodeDef node, Optional<ProductOp> product) {
    if (product.isEmpty()) {
      return callsProducts(node) ? OptionalLong.empty() : OptionalLong.of(0);
    }
    return inLoops.contains(node.getName())
        ? OptionalLong.empty()
        : product.get().multiplyAdds(node, shapes);
  }

  private OptionalLong parameters(NodeDef node) {
    if (ProductOp.of(node).isPresent()) {
      return count(node, ProductOp.operands(node));
    }
    if (callsProducts(node)) {
      return OptionalLong.empty();
    }
    return switch (node.getOp()) {
      case "BiasAdd" -> count(node, List.of(0, 1));
      case "BatchNormWithGlobalNormalization" ->
          count(node, flag(node, "scale_after_normalization") ? List.of(3, 4) : List.of(3));
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "_FusedBatchNormEx" ->
          count(node, List.of(1, 2));
      case "Add", "AddV2", "Sub", "Mul" ->
          isVector(node) ? count(node, List.of(0, 1)) : OptionalLong.of(0);
      default -> OptionalLong.of(0);
    };
  }

  /** Whether one value a channel is added to, or multiplied with, what a layer gives. */
  private boolean isVector(NodeDef node) {
    List<Integer> inputs = ofImage(node);
    if (inputs.size() != 1 || owner(node).isEmpty()) {
      return false;
    }
    List<Long> values = shapes.known(origin(node.getInput(1 - inputs.get(0))));
    List<Long> output = shapes.known(node.getName());
    return !values.isEmpty()
        && !output.isEmpty()
        && ProductOp.elements(values).equals(OptionalLong.of(output.get(output.size() - 1)));
  }

  private OptionalLong count(NodeDef node, List<Integer> inputs) {
    long sum = 0;
    for (int input : inputs) {
      OptionalLong count = countOnce(node.getInput(input));
      if (count.isEmpty()) {
        return count;
      }
      sum += count.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private OptionalLong countOnce(String tensor) {
    if (ofImage.contains(GraphIndex.nodeName(tensor))) {
      return OptionalLong.of(0);
    }
    String origin = origin(tensor);
    return counted.add(origin)
        ? shapes.find(origin).map(ProductOp::elements).orElse(OptionalLong.empty())
        : OptionalLong.of(0);
  }

  /** The tensor as it was made: frozen variables are read through an Identity, or into a loop. */
  private String origin(String tensor) {
    String at = tensor;
    NodeDef node = index.get(GraphIndex.nodeName(at));
    for (int i = 0; i < index.size() && HANDING_ON.contains(node.getOp()); i++) {
      at = node.getInput(0);
      node = index.get(GraphIndex.nodeName(at));
    }
    return at;
  }

  /** Which of a node's inputs depend on the image. */
  private List<Integer> ofImage(NodeDef node) {
    return IntStream.range(0, node.getInputCount())
        .filter(i -> !GraphIndex.isControl(node.getInput(i)))
        .filter(i -> ofImage.contains(GraphIndex.nodeName(node.getInput(i))))
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
            .startsWith("NC");
    int from = channelsFirst ? 2 : 1;
    return sizes.size() > 3 ? sizes.subList(from, from + sizes.size() - 2) : List.of();
  }

  private static boolean flag(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getB();
  }
}
