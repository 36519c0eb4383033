package org.imagebeam.graph.int8;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.ProductOp;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.ConvolutionGroups;
import org.imagebeam.graph.optimize.layer.SamePadding;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Decides which layers of a float32 network can compute in int8, and which tensors have to be
 * rounded for that. Never changes once it is made; safe for use by many threads.
 */
public final class QuantizationPlan {
  /** In multiply-adds: to write and read four bytes takes about as long. */
  private static final double WORK_OF_A_VALUE = 32;

  private final Network network;

  /** With what is added to them, even if two layers would add to each other. */
  private final List<QuantizableLayer> candidates;

  private final List<QuantizableLayer> layers = new ArrayList<>();
  private final TensorGroups groups;

  /** What was found out about a network once, whichever layers are chosen. */
  private record Network(
      GraphDef graph,
      GraphIndex index,
      List<String> outputs,
      Map<String, String> obstacles,
      Map<String, SamePadding> borders) {}

  private QuantizationPlan(Network network, List<QuantizableLayer> candidates) {
    this.network = network;
    this.candidates = candidates;
    Set<String> sums = new HashSet<>();
    for (QuantizableLayer layer : candidates) {
      layers.add(layer.sum().isEmpty() || sums.add(layer.end()) ? layer : layer.withoutSum());
    }
    this.groups = new TensorGroups(network.index, layers);
  }

  /**
   * Looks at a network, and plans to round all layers that can be.
   *
   * @param graph with its weights as constants and its batch norms folded
   * @param outputs the nodes that are fetched
   * @throws GraphException if a node is missing, or if TensorFlow refuses the graph
   */
  public static QuantizationPlan of(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    Uses uses = new Uses(graph, outputs);
    ConvolutionGroups convolutionGroups = new ConvolutionGroups(graph);
    Map<String, String> obstacles = new LinkedHashMap<>();
    Map<String, SamePadding> borders = new HashMap<>();
    List<QuantizableLayer> candidates = new ArrayList<>();
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      for (NodeDef node : graph.getNodeList()) {
        if (ProductOp.of(node).isPresent()) {
          Optional<String> obstacle =
              QuantizableLayer.obstacle(index, uses, node)
                  .or(() -> ofWeights(index, node, convolutionGroups));
          if (obstacle.isPresent()) {
            obstacles.put(node.getName(), obstacle.get());
          } else {
            candidates.add(QuantizableLayer.of(index, uses, node, shapes::areSame).orElseThrow());
            SamePadding.of(
                    node, shapes.known(node.getInput(0)), FloatTensor.shapeOf(index.input(node, 1)))
                .ifPresent(border -> borders.put(node.getName(), border));
          }
        }
      }
    }
    for (String alone : aloneDepthwise(candidates)) {
      obstacles.put(
          alone, "it is depthwise, and between float32 ops: the conversions would take longer");
      candidates.removeIf(layer -> layer.node().getName().equals(alone));
    }
    return new QuantizationPlan(
        new Network(graph, index, List.copyOf(outputs), obstacles, borders), candidates);
  }

  /**
   * The depthwise convolutions that read no other layer's result, and whose result no other layer
   * reads: they have some nine multiply-adds a value, which isn't worth two conversions of it.
   */
  private static List<String> aloneDepthwise(List<QuantizableLayer> layers) {
    Set<String> inputs = new HashSet<>();
    Set<String> ends = new HashSet<>();
    for (QuantizableLayer layer : layers) {
      inputs.add(GraphIndex.nodeName(layer.input()));
      ends.add(layer.end());
    }
    return layers.stream()
        .filter(QuantizableLayer::isDepthwise)
        .filter(layer -> !ends.contains(GraphIndex.nodeName(layer.input())))
        .filter(layer -> !inputs.contains(layer.end()))
        .map(layer -> layer.node().getName())
        .toList();
  }

  private static Optional<String> ofWeights(
      GraphIndex index, NodeDef node, ConvolutionGroups groups) {
    NodeDef weights = index.input(node, 1);
    if (!FloatTensor.isConst(weights, DataType.DT_FLOAT)
        || FloatTensor.shapeOf(weights).contains(0L)) {
      return Optional.of("its weights are no float32 constant");
    }
    if (!groups.isSingle(node)) {
      return Optional.of("its channels are in groups, or their number isn't known");
    }
    return node.getOp().equals("Conv2D") || FloatTensor.shapeOf(weights).get(3) == 1
        ? Optional.empty()
        : Optional.of("it gives several channels for each that it reads");
  }

  /** Returns a plan for the same network, in which some more convolutions stay float32. */
  public QuantizationPlan without(Set<String> floats) {
    return new QuantizationPlan(
        network,
        candidates.stream().filter(layer -> !floats.contains(layer.node().getName())).toList());
  }

  /** Returns the tensors whose values have to be known, by node. */
  public Set<String> tensors() {
    return groups.tensors();
  }

  /** Returns the tensors that are rounded; of the others of {@link #tensors}, what they are of. */
  public List<String> roundedTensors() {
    return groups.tensors().stream().filter(tensor -> !groups.isPassedOn(tensor)).toList();
  }

  /** Returns the convolutions that can compute in int8, by name. */
  public List<String> convolutions() {
    return layers.stream().map(layer -> layer.node().getName()).toList();
  }

  /**
   * Returns the convolutions and products that can't compute in int8, by name: a sentence without
   * its stop that says why, of which "it" is the layer.
   */
  public Map<String, String> obstacles() {
    return network.obstacles;
  }

  /** Returns the convolutions that read, give or add one of the tensors, by name. */
  public List<String> convolutionsAt(Set<String> some) {
    return layers.stream()
        .filter(layer -> layer.tensors().stream().anyMatch(some::contains))
        .map(layer -> layer.node().getName())
        .toList();
  }

  /** Returns the tensors that a convolution's layer reads, gives and adds, by node. */
  public List<String> tensorsOf(String convolution) {
    return layer(convolution).tensors();
  }

  private QuantizableLayer layer(String convolution) {
    return layers.stream()
        .filter(layer -> layer.node().getName().equals(convolution))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Estimates the work of a convolution: its multiply-adds, and a share for each value that goes in
   * or out. Only ratios count.
   *
   * @param statistics of its tensors, over the same images for all
   */
  public double work(String convolution, Map<String, TensorStatistics> statistics) {
    QuantizableLayer layer = layer(convolution);
    long given = size(layer.end(), statistics);
    List<Long> shape = FloatTensor.shapeOf(network.index.input(layer.node(), 1));
    long taps = shape.get(0) * shape.get(1) * (layer.isDepthwise() ? 1 : shape.get(2));
    return (double) given * taps + WORK_OF_A_VALUE * (size(layer.input(), statistics) + given);
  }

  private static long size(String tensor, Map<String, TensorStatistics> statistics) {
    return requireNonNull(statistics.get(GraphIndex.nodeName(tensor)), "not seen").size();
  }

  List<QuantizableLayer> layers() {
    return layers;
  }

  TensorGroups groups() {
    return groups;
  }

  /** The zeros that a convolution of padding SAME adds, if that is known. */
  Optional<SamePadding> border(QuantizableLayer layer) {
    return Optional.ofNullable(network.borders.get(layer.node().getName()));
  }

  GraphDef graph() {
    return network.graph;
  }

  List<String> outputs() {
    return network.outputs;
  }

  GraphIndex index() {
    return network.index;
  }
}
