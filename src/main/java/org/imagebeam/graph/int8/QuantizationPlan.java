package org.imagebeam.graph.int8;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.ConvolutionGroups;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Decides which layers of a float32 network can compute in int8, and which tensors have to be
 * rounded for that. Tensors that are joined, or that a pool is between, are rounded to the same
 * values, so that joins and pools are of bytes.
 */
public final class QuantizationPlan {
  private static final Set<String> POOLS = Set.of("MaxPool", "AvgPool");

  private final GraphIndex index;
  private final List<QuantizableLayer> layers = new ArrayList<>();
  private final Set<String> tensors = new LinkedHashSet<>();
  private final Map<String, String> groups = new HashMap<>();

  private QuantizationPlan(GraphIndex index) {
    this.index = index;
  }

  /**
   * Looks at a network.
   *
   * @param graph with its weights as constants and its batch norms folded
   * @param outputs the nodes that are fetched
   * @param floats the convolutions that stay float32, by name
   * @throws GraphException if a node is missing, or if TensorFlow refuses the graph
   */
  public static QuantizationPlan of(
      GraphDef graph, Collection<String> outputs, Set<String> floats) {
    GraphIndex index = new GraphIndex(graph);
    QuantizationPlan plan = new QuantizationPlan(index);
    Uses uses = new Uses(graph, outputs);
    ConvolutionGroups convolutionGroups = new ConvolutionGroups(graph);
    Set<String> sums = new HashSet<>();
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      for (NodeDef node : graph.getNodeList()) {
        if (!floats.contains(node.getName())) {
          QuantizableLayer.of(index, uses, node, shapes::areSame)
              .filter(layer -> hasFloatWeights(index, layer.node()))
              .filter(layer -> convolutionGroups.isSingle(layer.node()))
              .map(
                  layer ->
                      layer.sum().isEmpty() || sums.add(layer.end()) ? layer : layer.withoutSum())
              .ifPresent(plan.layers::add);
        }
      }
    }
    plan.findTensors();
    return plan;
  }

  private static boolean hasFloatWeights(GraphIndex index, NodeDef node) {
    NodeDef weights = index.input(node, 1);
    return FloatTensor.isConst(weights, DataType.DT_FLOAT)
        && !FloatTensor.shapeOf(weights).contains(0L)
        && (node.getOp().equals("Conv2D") || FloatTensor.shapeOf(weights).get(3) == 1);
  }

  private void findTensors() {
    Deque<String> open = new ArrayDeque<>();
    for (QuantizableLayer layer : layers) {
      open.add(name(layer.input()));
      open.add(layer.end());
      layer.addend().map(QuantizationPlan::name).ifPresent(open::add);
    }
    while (!open.isEmpty()) {
      String tensor = open.pop();
      if (tensors.add(tensor)) {
        for (String input : sharing(index.get(tensor))) {
          groups.put(group(input), group(tensor));
          open.add(input);
        }
      }
    }
  }

  private static String name(String input) {
    return GraphIndex.nodeName(input);
  }

  /** The tensors that are rounded as the node's result is. */
  private List<String> sharing(NodeDef node) {
    return switch (node.getOp()) {
      case "MaxPool", "AvgPool" -> isOverPlaces(node) ? List.of(name(node.getInput(0))) : List.of();
      case "Concat" -> names(node.getInputList().subList(1, node.getInputCount()));
      case "ConcatV2" -> names(node.getInputList().subList(0, node.getInputCount() - 1));
      default -> List.of();
    };
  }

  private static List<String> names(List<String> inputs) {
    return inputs.stream().map(QuantizationPlan::name).toList();
  }

  /** Whether a pool has kernels for bytes: over height and width, with TensorFlow's own padding. */
  static boolean isOverPlaces(NodeDef node) {
    return POOLS.contains(node.getOp())
        && LinearLayer.channelsLast(node)
        && Nodes.integers(node, "explicit_paddings").isEmpty()
        && Nodes.integers(node, "ksize").get(3) == 1;
  }

  private String group(String tensor) {
    String found = tensor;
    String next = groups.get(found);
    while (next != null && !next.equals(found)) {
      found = next;
      next = groups.get(found);
    }
    return found;
  }

  /** Returns the tensors whose values have to be known, by node. */
  public Set<String> tensors() {
    return tensors;
  }

  /** Returns the convolutions that can compute in int8, by name. */
  public List<String> convolutions() {
    return layers.stream().map(layer -> layer.node().getName()).toList();
  }

  /** Returns the convolutions that read, give or add one of the tensors, by name. */
  public List<String> convolutionsAt(Set<String> some) {
    return layers.stream()
        .filter(
            layer ->
                some.contains(name(layer.input()))
                    || some.contains(layer.end())
                    || layer.addend().filter(addend -> some.contains(name(addend))).isPresent())
        .map(layer -> layer.node().getName())
        .toList();
  }

  List<QuantizableLayer> layers() {
    return layers;
  }

  /** Whether a tensor has bytes because all that it is made of has. */
  boolean isPassedOn(String tensor) {
    NodeDef node = index.get(tensor);
    return !node.getOp().equals("AvgPool") && !sharing(node).isEmpty();
  }

  /** Returns the range of each tensor, the same for those of a group. */
  Map<String, QuantizedRange> ranges(Map<String, TensorStatistics> statistics) {
    Map<String, TensorStatistics> byGroup = new HashMap<>();
    Map<String, Double> ceilings = new HashMap<>();
    for (String tensor : tensors) {
      TensorStatistics seen = requireNonNull(statistics.get(tensor), "not seen");
      byGroup.merge(group(tensor), seen, TensorStatistics::with);
    }
    for (QuantizableLayer layer : layers) {
      ceilings.merge(group(layer.end()), layer.ceiling(), Math::min);
    }
    Map<String, QuantizedRange> ranges = new HashMap<>();
    for (String tensor : tensors) {
      String group = group(tensor);
      ranges.put(
          tensor,
          requireNonNull(byGroup.get(group), "it has this tensor")
              .range(ceilings.getOrDefault(group, Double.POSITIVE_INFINITY)));
    }
    return ranges;
  }
}
