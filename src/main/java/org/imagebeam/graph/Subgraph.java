package org.imagebeam.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

  /**
   * Puts another network behind a node: returns all that {@code cut} needs of {@code original},
   * {@code cut} with it, and behind that the nodes of {@code network}.
   *
   * @param original of which what follows on {@code cut} alone is left out: decoding and resizing
   *     stay; its versions and its function library hold
   * @param cut a node of {@code original}, and what {@code network} has in its place, a placeholder
   *     or what casts and scales one: that is left out
   * @throws GraphException if a node is missing, if {@code network} has no placeholder there, or if
   *     both have a node of one name that are not the same
   */
  public static GraphDef replaceBehind(GraphDef original, String cut, GraphDef network) {
    Set<String> fed = fed(network, cut, new GraphIndex(original).get(cut));
    GraphDef front = endingAt(original, List.of(cut));
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    front.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    for (NodeDef node : network.getNodeList()) {
      if (fed.contains(node.getName())) {
        continue;
      }
      NodeDef other = nodes.putIfAbsent(node.getName(), node);
      // A constant may be read on both sides of the cut.
      if (other != null && !other.equals(node)) {
        throw new GraphException(
            "there are two nodes '"
                + node.getName()
                + "': one in front of '"
                + cut
                + "' ("
                + other.getOp()
                + ") and one behind ("
                + node.getOp()
                + ")");
      }
    }
    return front.toBuilder().clearNode().addAllNode(nodes.values()).build();
  }

  /** What a network has up to the cut, and of {@code original} takes from there. */
  private static Set<String> fed(GraphDef network, String cut, NodeDef original) {
    NodeDef node = new GraphIndex(network).get(cut);
    List<NodeDef> fed = endingAt(network, List.of(cut)).getNodeList();
    if (!node.getOp().equals("Placeholder")
        && (node.getOp().equals(original.getOp())
            || fed.stream().noneMatch(other -> other.getOp().equals("Placeholder")))) {
      throw new GraphException(
          "node '" + cut + "' (" + node.getOp() + ") of the network is not a placeholder");
    }
    return fed.stream().map(NodeDef::getName).collect(Collectors.toSet());
  }
}
