package org.imagebeam.graph;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What comes in the place of a graph's nodes, collected before any is changed. */
public final class NodeReplacements {
  private final Map<String, List<NodeDef>> replaced = new HashMap<>();

  /** Puts nodes in the place of the one of that name, whatever was to come there before. */
  public void replace(String name, List<NodeDef> nodes) {
    replaced.put(name, nodes);
  }

  /** Leaves a node out. */
  public void drop(NodeDef node) {
    replace(node.getName(), List.of());
  }

  /**
   * The graph with all of them in their places, without what {@code outputs} don't need.
   *
   * @throws GraphException if a node is missing
   */
  public GraphDef in(GraphDef graph, Collection<String> outputs) {
    return Subgraph.endingAt(in(graph), outputs);
  }

  /** The graph with all of them in their places. */
  public GraphDef in(GraphDef graph) {
    if (replaced.isEmpty()) {
      return graph;
    }
    GraphDef.Builder rewritten = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      rewritten.addAllNode(replaced.getOrDefault(node.getName(), List.of(node)));
    }
    return rewritten.build();
  }
}
