package org.imagebeam.graph.int8;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.NodeDef;

/**
 * The tensors that have to be rounded for some layers to compute in int8. Tensors that are joined,
 * or that a pool is between, are rounded to the same values, so that joins and pools are of bytes.
 * Never changes once it is made.
 */
final class TensorGroups {
  private static final Set<String> POOLS = Set.of("MaxPool", "AvgPool");

  private final GraphIndex index;
  private final List<QuantizableLayer> layers;
  private final Set<String> tensors = new LinkedHashSet<>();
  private final Map<String, String> groups = new HashMap<>();

  TensorGroups(GraphIndex index, List<QuantizableLayer> layers) {
    this.index = index;
    this.layers = List.copyOf(layers);
    Deque<String> open = new ArrayDeque<>();
    layers.forEach(layer -> open.addAll(layer.tensors()));
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

  /** The tensors that are rounded as the node's result is. */
  private static List<String> sharing(NodeDef node) {
    return switch (node.getOp()) {
      case "MaxPool", "AvgPool" -> isOverPlaces(node) ? names(node, 0, 1) : List.of();
      case "Concat" -> names(node, 1, node.getInputCount());
      case "ConcatV2" -> names(node, 0, node.getInputCount() - 1);
      default -> List.of();
    };
  }

  private static List<String> names(NodeDef node, int from, int to) {
    return node.getInputList().subList(from, to).stream().map(GraphIndex::nodeName).toList();
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

  /** The tensors, by the nodes that give them. */
  Set<String> tensors() {
    return tensors;
  }

  /** Whether a tensor has bytes because all that it is made of has. */
  boolean isPassedOn(String tensor) {
    NodeDef node = index.get(tensor);
    return !node.getOp().equals("AvgPool") && !sharing(node).isEmpty();
  }

  /** Returns the range of each tensor, the same for those of a group. */
  Map<String, QuantizedRange> ranges(Map<String, TensorStatistics> statistics) {
    Map<String, TensorStatistics> seen = new HashMap<>();
    Map<String, Double> ceilings = new HashMap<>();
    for (String tensor : tensors) {
      TensorStatistics one = requireNonNull(statistics.get(tensor), "not seen");
      seen.merge(group(tensor), one, TensorStatistics::with);
    }
    for (QuantizableLayer layer : layers) {
      ceilings.merge(group(layer.end()), layer.ceiling(), Math::min);
    }
    Map<String, QuantizedRange> byGroup = new HashMap<>();
    seen.forEach(
        (group, values) ->
            byGroup.put(
                group, values.range(ceilings.getOrDefault(group, Double.POSITIVE_INFINITY))));
    Map<String, QuantizedRange> ranges = new HashMap<>();
    tensors.forEach(tensor -> ranges.put(tensor, requireNonNull(byGroup.get(group(tensor)))));
    return ranges;
  }
}
