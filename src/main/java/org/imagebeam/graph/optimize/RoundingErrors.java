package org.imagebeam.graph.optimize;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * How the rounding errors of a network's layers add up on their way to its outputs: squares are
 * added along a path, where paths meet the larger counts, and where channels are joined the mean
 * counts, since each channel has its own.
 */
final class RoundingErrors {
  private static final Set<String> JOINS = Set.of("Concat", "ConcatV2");

  private final Collection<String> outputs;

  /** Each node after those that it reads, but for loops. */
  private final List<NodeDef> order;

  /** How large a part of a join each of its inputs is, where that is known. */
  private final Map<String, double[]> parts = new HashMap<>();

  /**
   * Reads the graph; {@code shapes} isn't needed any more then.
   *
   * @throws GraphException if a node is missing
   */
  RoundingErrors(GraphDef graph, Collection<String> outputs, InferredShapes shapes) {
    this.outputs = List.copyOf(outputs);
    this.order = inOrder(new GraphIndex(graph), outputs);
    for (NodeDef node : order) {
      if (JOINS.contains(node.getOp())) {
        parts.put(node.getName(), parts(node, shapes));
      }
    }
  }

  private static List<NodeDef> inOrder(GraphIndex index, Collection<String> outputs) {
    List<NodeDef> order = new ArrayList<>();
    Set<String> entered = new HashSet<>();
    Set<String> left = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      String name = open.peek();
      if (entered.add(name)) {
        for (String input : index.get(name).getInputList()) {
          String read = GraphIndex.nodeName(input);
          if (!entered.contains(read)) {
            open.push(read);
          }
        }
      } else {
        open.pop();
        if (left.add(name)) {
          order.add(index.get(name));
        }
      }
    }
    return order;
  }

  private static double[] parts(NodeDef join, InferredShapes shapes) {
    double[] sizes = new double[join.getInputCount()];
    double sum = 0;
    for (int i = 0; i < sizes.length; i++) {
      List<Long> shape =
          GraphIndex.isControl(join.getInput(i)) ? List.of() : shapes.known(join.getInput(i));
      // The axis is among the inputs, and has no dimensions.
      sizes[i] = shape.isEmpty() ? 0 : shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
      sum += sizes[i];
    }
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] > 0 ? sizes[i] / sum : 0;
    }
    return sizes;
  }

  /**
   * The square of the error at the worst of the outputs.
   *
   * @param added the square of what a node adds, by its name; 0 for most
   */
  double squared(ToDoubleFunction<String> added) {
    Map<String, Double> errors = new HashMap<>();
    for (NodeDef node : order) {
      errors.put(node.getName(), read(node, errors) + added.applyAsDouble(node.getName()));
    }
    return outputs.stream().mapToDouble(errors::get).max().orElse(0);
  }

  private double read(NodeDef node, Map<String, Double> errors) {
    double largest = 0;
    double mean = 0;
    double[] part = parts.get(node.getName());
    for (int i = 0; i < node.getInputCount(); i++) {
      double error = errors.getOrDefault(GraphIndex.nodeName(node.getInput(i)), 0.0);
      largest = Math.max(largest, error);
      mean += part == null || part[i] == 0 ? 0 : part[i] * error;
    }
    return part == null || mean == 0 ? largest : mean;
  }
}
