package org.imagebeam.graph.optimize;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.TensorName;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Finds the nodes that compute the same at each run, from constants alone. */
final class ConstantParts {
  /** Ops without state, whose outputs can be written as a constant of numbers. */
  private static final class Stateless {
    private static final Set<String> OPS =
        TensorFlow.registeredOpList().getOpList().stream()
            .filter(op -> !op.getIsStateful() && op.getOutputArgCount() > 0)
            .map(OpDef::getName)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** They run other nodes' work, or make of little more than a graph should hold. */
  private static final Set<String> LEFT_ALONE =
      Set.of(
          "Placeholder",
          "PlaceholderWithDefault",
          "Enter",
          "Exit",
          "Merge",
          "NextIteration",
          "Switch",
          "LoopCond",
          "StatelessIf",
          "StatelessWhile",
          "StatelessCase",
          "PartitionedCall",
          "Fill",
          "Tile",
          "BroadcastTo",
          "Range",
          "LinSpace",
          "OneHot");

  private final GraphDef graph;
  private final GraphIndex index;
  private final Set<String> constant;

  ConstantParts(GraphDef graph) {
    this.graph = graph;
    this.index = new GraphIndex(graph);
    this.constant = constants();
  }

  /**
   * Returns the tensors at which constants end: what others read that isn't constant, and what is
   * fetched. Constants themselves are left out.
   */
  Set<TensorName> ends(Set<String> fetched) {
    Set<TensorName> ends = new LinkedHashSet<>();
    for (NodeDef node : graph.getNodeList()) {
      if (isConstant(node)) {
        if (fetched.contains(node.getName()) && isComputed(node)) {
          ends.add(new TensorName(node.getName(), 0));
        }
        continue;
      }
      for (String input : node.getInputList()) {
        if (!GraphIndex.isControl(input)) {
          TensorName tensor = TensorName.parse(input);
          NodeDef from = index.get(tensor.node());
          if (isConstant(from) && isComputed(from)) {
            ends.add(tensor);
          }
        }
      }
    }
    return ends;
  }

  private static boolean isComputed(NodeDef node) {
    return !node.getOp().equals("Const");
  }

  /** From constants to those that read nothing else, since graphs can be deeper than a stack. */
  private Set<String> constants() {
    Map<String, Integer> open = new HashMap<>();
    Set<String> found = new HashSet<>();
    Deque<NodeDef> next = new ArrayDeque<>();
    for (NodeDef node : graph.getNodeList()) {
      open.put(node.getName(), node.getInputCount());
      if (node.getOp().equals("Const") && found.add(node.getName())) {
        next.add(node);
      }
    }
    while (!next.isEmpty()) {
      String name = next.remove().getName();
      for (NodeDef reader : index.consumers(name)) {
        // A node is there once for each of its inputs from this one.
        int left = open.merge(reader.getName(), -1, Integer::sum);
        if (left == 0 && isFoldable(reader) && found.add(reader.getName())) {
          next.add(reader);
        }
      }
    }
    return found;
  }

  private boolean isConstant(NodeDef node) {
    return constant.contains(node.getName());
  }

  private static boolean isFoldable(NodeDef node) {
    // The list of ops last: few graphs have a node that gets so far, and it takes long to make.
    return !LEFT_ALONE.contains(node.getOp()) && Stateless.OPS.contains(node.getOp());
  }

  /** Whether a tensor is one of a dtype that has a fixed size. */
  static boolean isOfNumbers(DataType dtype) {
    return switch (dtype) {
      case DT_FLOAT,
          DT_DOUBLE,
          DT_HALF,
          DT_BFLOAT16,
          DT_INT8,
          DT_UINT8,
          DT_INT16,
          DT_INT32,
          DT_INT64,
          DT_BOOL ->
          true;
      default -> false;
    };
  }
}
