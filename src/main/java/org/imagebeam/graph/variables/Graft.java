package org.imagebeam.graph.variables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Subgraph;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Puts another network behind a graph's front. */
public final class Graft {
  private Graft() {}

  /**
   * All that {@code cut} needs of {@code original}, {@code cut} with it, and behind that the nodes
   * of {@code network}.
   *
   * @param original of which what follows on {@code cut} alone is left out: decoding and resizing
   *     stay; its versions and its function library hold
   * @param cut a node of {@code original}, and what {@code network} has in its place, a placeholder
   *     or what casts and scales one: that is left out
   * @throws GraphException if a node is missing, if {@code network} has no placeholder there, or if
   *     both have a node of one name that are not the same
   */
  public static GraphDef onto(GraphDef original, String cut, GraphDef network) {
    Set<String> fed = fed(network, cut, new GraphIndex(original).get(cut));
    GraphDef front = Subgraph.endingAt(original, List.of(cut));
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
    List<NodeDef> fed = Subgraph.endingAt(network, List.of(cut)).getNodeList();
    if (!node.getOp().equals("Placeholder")
        && (node.getOp().equals(original.getOp())
            || fed.stream().noneMatch(other -> other.getOp().equals("Placeholder")))) {
      throw new GraphException(
          "node '" + cut + "' (" + node.getOp() + ") of the network is not a placeholder");
    }
    return fed.stream().map(NodeDef::getName).collect(Collectors.toSet());
  }
}
