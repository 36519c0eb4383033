package org.imagebeam.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Keeps of a graph only what its outputs need, as TensorFlow's {@code extract_sub_graph} does. */
public final class Subgraph {
  private Subgraph() {}

  /**
   * The nodes from which {@code outputs} can be reached, in their order, with the versions and the
   * function library of {@code graph}.
   *
   * @throws GraphException if the graph lacks an output, or a node that one needs
   */
  public static GraphDef endingAt(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (needed.add(name)) {
        index.get(name).getInputList().forEach(input -> open.push(GraphIndex.nodeName(input)));
      }
    }
    GraphDef.Builder kept = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      if (needed.contains(node.getName())) {
        kept.addNode(node);
      }
    }
    return kept.build();
  }
}
