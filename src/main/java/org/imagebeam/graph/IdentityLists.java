package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Takes IdentityN nodes out of graphs. Keras wraps an activation with a gradient of its own, such
 * as swish, in one, which hands on a second tensor that only the gradient needs.
 */
public final class IdentityLists {
  private static final String OP = "IdentityN";

  private IdentityLists() {}

  /**
   * Lets all that read an IdentityN read what it reads.
   *
   * @param kept nodes that stay, because they are fed or fetched
   */
  public static GraphDef bypass(GraphDef graph, Collection<String> kept) {
    requireNonNull(graph, "graph is null");
    Set<String> staying = new HashSet<>();
    kept.forEach(name -> staying.add(GraphIndex.nodeName(name)));
    Map<String, String> read = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals(OP) && !staying.contains(node.getName()) && isFree(node)) {
        for (int i = 0; i < node.getInputCount(); i++) {
          read.put(new TensorName(node.getName(), i).toString(), node.getInput(i));
        }
      }
    }
    return read.isEmpty() ? graph : Rewiring.inputs(graph, input -> source(read, input));
  }

  /** Whether it waits for nothing. */
  private static boolean isFree(NodeDef node) {
    return node.getInputList().stream().noneMatch(GraphIndex::isControl);
  }

  private static String source(Map<String, String> read, String input) {
    if (GraphIndex.isControl(input)) {
      return input;
    }
    String found = input;
    // More steps than there are such nodes lead in a circle, which TensorFlow refuses.
    for (int i = 0; i <= read.size(); i++) {
      String next = read.get(TensorName.shortest(found));
      if (next == null) {
        return found;
      }
      found = next;
    }
    return input;
  }
}
