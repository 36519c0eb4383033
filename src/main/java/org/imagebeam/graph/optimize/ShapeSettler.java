package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Gives each Reshape a constant shape that computes its shape as the network runs, where all but
 * one size is known before: that one, the batch, follows from the number of elements. A Reshape of
 * what a Reshape gives reads what that one reads.
 */
final class ShapeSettler {
  /** A shape that is settled can settle others, behind it. */
  private static final int MOST_PASSES = 6;

  private ShapeSettler() {}

  /**
   * Settles them.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws org.imagebeam.graph.GraphException if a node is missing, or if TensorFlow refuses the
   *     graph
   */
  static GraphDef settle(GraphDef graph, Collection<String> outputs) {
    GraphDef settled = graph;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      GraphDef next = settleOnce(settled, outputs);
      if (next.equals(settled)) {
        break;
      }
      settled = next;
    }
    return settled;
  }

  private static GraphDef settleOnce(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    NodeReplacements replacements = new NodeReplacements();
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      ShapeValues values = new ShapeValues(index, shapes);
      for (NodeDef node : graph.getNodeList()) {
        if (node.getOp().equals("Reshape") && node.getInputCount() == 2) {
          settle(node, index, values)
              .ifPresent(nodes -> replacements.replace(node.getName(), nodes));
        }
      }
    }
    return replacements.in(graph, outputs);
  }

  private static Optional<List<NodeDef>> settle(
      NodeDef node, GraphIndex index, ShapeValues values) {
    NodeDef before = index.input(node, 0);
    if (index.input(node, 1).getOp().equals("Const")) {
      boolean again = before.getOp().equals("Reshape") && before.getInputCount() == 2;
      return again
          ? Optional.of(List.of(node.toBuilder().setInput(0, before.getInput(0)).build()))
          : Optional.empty();
    }
    return values
        .of(node.getInput(1))
        .filter(shape -> shape.stream().filter(size -> size < 0).count() <= 1)
        .filter(shape -> shape.stream().allMatch(size -> size != 0 && size < Integer.MAX_VALUE))
        .map(shape -> withShape(node, index, shape));
  }

  private static List<NodeDef> withShape(NodeDef node, GraphIndex index, List<Long> shape) {
    int[] sizes = shape.stream().mapToInt(Math::toIntExact).toArray();
    NodeDef constant = Nodes.intVector(index.freeName(node.getName() + "/settled_shape"), sizes);
    return List.of(
        constant,
        node.toBuilder()
            .setInput(1, constant.getName())
            .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
            .build());
  }
}
