package org.imagebeam.graph.optimize;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Subgraph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Computes ahead what a graph computes of its stored weights alone: uint8 cast to float32, the zero
 * point taken off, the scale multiplied in, and the Identity that a frozen variable is read
 * through. Every step rounds to float32 as the op does, so that answers stay the same to the bit.
 */
public final class Dequantizer {
  private final GraphIndex index;

  /** What holds values that are known ahead, by name: stored, or computed of such. */
  private final Map<String, NodeDef> constants = new HashMap<>();

  private Dequantizer(GraphDef graph) {
    this.index = new GraphIndex(graph);
  }

  /**
   * Puts one float32 Const, of the same name, in the place of such a computation.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, or if a constant is damaged
   */
  public static GraphDef fold(GraphDef graph, Collection<String> outputs) {
    Dequantizer dequantizer = new Dequantizer(graph);
    dequantizer.evaluateAll(graph);
    GraphDef.Builder folded = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      folded.addNode(dequantizer.constants.getOrDefault(node.getName(), node));
    }
    return Subgraph.endingAt(folded.build(), outputs);
  }

  private void evaluateAll(GraphDef graph) {
    Deque<NodeDef> open = new ArrayDeque<>();
    for (NodeDef node : graph.getNodeList()) {
      if (FloatTensor.isConst(node, DataType.DT_FLOAT)
          || FloatTensor.isConst(node, DataType.DT_UINT8)) {
        constants.put(node.getName(), node);
        open.addAll(index.consumers(node.getName()));
      }
    }
    while (!open.isEmpty()) {
      NodeDef node = open.pop();
      Optional<NodeDef> constant =
          constants.containsKey(node.getName()) ? Optional.empty() : evaluate(node);
      if (constant.isPresent()) {
        constants.put(node.getName(), constant.get());
        open.addAll(index.consumers(node.getName()));
      }
    }
  }

  private Optional<NodeDef> evaluate(NodeDef node) {
    for (String input : node.getInputList()) {
      if (GraphIndex.isControl(input) || !constants.containsKey(GraphIndex.nodeName(input))) {
        return Optional.empty();
      }
    }
    return switch (node.getOp()) {
      case "Identity" -> Optional.of(operand(node, 0).toBuilder().setName(node.getName()).build());
      case "Cast" -> cast(node, operand(node, 0));
      case "Sub" -> combine(node, (left, right) -> left - right);
      case "Mul" -> combine(node, (left, right) -> left * right);
      case "Add", "AddV2" -> combine(node, (left, right) -> left + right);
      default -> Optional.empty();
    };
  }

  private static Optional<NodeDef> cast(NodeDef node, NodeDef operand) {
    boolean widens =
        node.getAttrOrDefault("DstT", Nodes.type(DataType.DT_INVALID)).getType()
                == DataType.DT_FLOAT
            && FloatTensor.isConst(operand, DataType.DT_UINT8);
    return widens
        ? Optional.of(FloatTensor.read(operand).toConst(node.getName()))
        : Optional.empty();
  }

  private Optional<NodeDef> combine(NodeDef node, Broadcast.Arithmetic op) {
    NodeDef left = operand(node, 0);
    NodeDef right = operand(node, 1);
    if (!FloatTensor.isConst(left, DataType.DT_FLOAT)
        || !FloatTensor.isConst(right, DataType.DT_FLOAT)) {
      return Optional.empty();
    }
    return Broadcast.apply(FloatTensor.read(left), FloatTensor.read(right), op)
        .map(result -> result.toConst(node.getName()));
  }

  private NodeDef operand(NodeDef node, int at) {
    return requireNonNull(constants.get(index.input(node, at).getName()));
  }
}
