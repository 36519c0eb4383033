package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import java.util.function.UnaryOperator;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Lets nodes read other tensors than before. */
public final class Rewiring {
  private Rewiring() {}

  /**
   * Returns the graph with each input of each node put through a function.
   *
   * @param to from what a node reads or waits for, such as {@code a}, {@code a:1} or {@code ^a}, to
   *     what it does from now on
   */
  public static GraphDef inputs(GraphDef graph, UnaryOperator<String> to) {
    GraphDef.Builder rewired = requireNonNull(graph, "graph is null").toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef.Builder copied = node.toBuilder().clearInput();
      node.getInputList().forEach(input -> copied.addInput(to.apply(input)));
      rewired.addNode(copied);
    }
    return rewired.build();
  }

  /** Lets all that read one node's outputs, or wait for it, do so of another. */
  public static GraphDef readInstead(GraphDef graph, String from, String to) {
    return inputs(
        graph,
        input -> {
          if (!GraphIndex.nodeName(input).equals(from)) {
            return input;
          }
          return GraphIndex.isControl(input)
              ? "^" + to
              : new TensorName(to, TensorName.parse(input).output()).toString();
        });
  }
}
