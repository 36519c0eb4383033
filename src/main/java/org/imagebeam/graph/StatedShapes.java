package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Drops what a graph states of its nodes' shapes, as those of SavedModels do ({@code
 * _output_shapes}). TensorFlow infers them by itself, and refuses a graph in which they differ: a
 * node that a rewrite has given another shape, under its old name.
 */
public final class StatedShapes {
  private static final String ATTRIBUTE = "_output_shapes";

  private StatedShapes() {}

  /** Returns the graph without them; the same if it has none. */
  public static GraphDef drop(GraphDef graph) {
    boolean states =
        requireNonNull(graph, "graph is null").getNodeList().stream()
            .anyMatch(node -> node.containsAttr(ATTRIBUTE));
    if (!states) {
      return graph;
    }
    GraphDef.Builder plain = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      plain.addNode(
          node.containsAttr(ATTRIBUTE) ? node.toBuilder().removeAttr(ATTRIBUTE).build() : node);
    }
    return plain.build();
  }
}
