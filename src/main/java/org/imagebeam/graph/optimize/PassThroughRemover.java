package org.imagebeam.graph.optimize;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.Subgraph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Takes out nodes that give what they are given: products with 1, sums with 0, transpositions that
 * keep the order, reshapes to the same shape, pads of nothing, {@code StopGradient}, and the {@code
 * Identity} that is left of a function's result. Keras 3 writes a swish with a factor of 1, and a
 * matrix product over places with such a transposition.
 */
final class PassThroughRemover {
  private final GraphIndex index;
  private final InferredShapes shapes;

  private PassThroughRemover(GraphDef graph, InferredShapes shapes) {
    this.index = new GraphIndex(graph);
    this.shapes = shapes;
  }

  /**
   * Takes them out.
   *
   * @param outputs the nodes that are fetched; they stay
   * @throws org.imagebeam.graph.GraphException if a node is missing, if a constant is damaged, or
   *     if TensorFlow refuses the graph
   */
  static GraphDef remove(GraphDef graph, Collection<String> outputs) {
    Set<String> fetched = new HashSet<>();
    requireNonNull(outputs, "outputs is null")
        .forEach(output -> fetched.add(GraphIndex.nodeName(output)));
    Map<String, String> sources = new HashMap<>();
    try (InferredShapes shapes = InferredShapes.withoutWeights(graph)) {
      PassThroughRemover remover = new PassThroughRemover(graph, shapes);
      for (NodeDef node : graph.getNodeList()) {
        if (!fetched.contains(node.getName())
            && node.getInputList().stream().noneMatch(GraphIndex::isControl)) {
          remover.source(node).ifPresent(source -> sources.put(node.getName(), source));
        }
      }
    }
    return sources.isEmpty()
        ? graph
        : Subgraph.endingAt(Rewiring.inputs(graph, input -> through(sources, input)), fetched);
  }

  private static String through(Map<String, String> sources, String input) {
    if (GraphIndex.isControl(input)) {
      return input;
    }
    String at = input;
    for (String next = at; next != null; next = sources.get(GraphIndex.nodeName(at))) {
      at = next;
    }
    return at;
  }

  /** The tensor that {@code node} gives, if it is one of those that it reads. */
  private Optional<String> source(NodeDef node) {
    return switch (node.getOp()) {
      case "Identity", "StopGradient", "PreventGradient" -> Optional.of(node.getInput(0));
      case "Transpose" -> first(node, keepsOrder(node));
      case "Pad", "PadV2", "MirrorPad" -> first(node, padsNothing(node));
      case "Reshape" -> first(node, keepsShape(node));
      case "Mul" -> without(node, 1, 1).or(() -> without(node, 0, 1));
      case "Add", "AddV2" -> without(node, 1, 0).or(() -> without(node, 0, 0));
      case "RealDiv" -> without(node, 1, 1);
      case "Sub" -> without(node, 1, 0);
      default -> Optional.empty();
    };
  }

  private static Optional<String> first(NodeDef node, boolean passes) {
    return passes ? Optional.of(node.getInput(0)) : Optional.empty();
  }

  private boolean keepsOrder(NodeDef node) {
    NodeDef order = index.input(node, 1);
    return order.getOp().equals("Const") && isUpwards(Nodes.intValues(order));
  }

  private static boolean isUpwards(int[] order) {
    return IntStream.range(0, order.length).allMatch(i -> order[i] == i);
  }

  private boolean padsNothing(NodeDef node) {
    NodeDef pads = index.input(node, 1);
    return pads.getOp().equals("Const")
        && IntStream.of(Nodes.intValues(pads)).allMatch(size -> size == 0);
  }

  /** Of one unknown size, the others say what it is. */
  private boolean keepsShape(NodeDef node) {
    List<Long> given = shapes.known(node.getInput(0));
    return !given.isEmpty()
        && given.equals(shapes.known(node.getName()))
        && given.stream().filter(size -> size < 0).count() <= 1;
  }

  /** The other operand, if the one at {@code at} is {@code neutral} and doesn't enlarge it. */
  private Optional<String> without(NodeDef node, int at, float neutral) {
    NodeDef constant = index.input(node, at);
    String other = node.getInput(1 - at);
    if (!FloatTensor.isConst(constant, DataType.DT_FLOAT)
        || !fits(FloatTensor.shapeOf(constant), shapes.known(other))) {
      return Optional.empty();
    }
    for (float value : FloatTensor.read(constant).values()) {
      if (value != neutral) {
        return Optional.empty();
      }
    }
    return Optional.of(other);
  }

  private static boolean fits(List<Long> constant, List<Long> other) {
    int lead = other.size() - constant.size();
    return constant.isEmpty()
        || (lead >= 0
            && IntStream.range(0, constant.size())
                .allMatch(
                    i -> constant.get(i) == 1 || constant.get(i).equals(other.get(lead + i))));
  }
}
