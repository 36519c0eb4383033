package org.imagebeam.graph.function;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Drops control inputs by which nothing is waited for: a function's outputs wait until its
 * variables are read, and constants need no reading.
 */
public final class ControlInputs {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("NoOp", "Const", "Identity", "IdentityN", "Placeholder");

  private final GraphIndex index;
  private final Map<String, Boolean> needless = new HashMap<>();

  private ControlInputs(GraphIndex index) {
    this.index = index;
  }

  /**
   * Returns the graph without control inputs from nodes that do nothing but to hand on their
   * inputs, and that wait for such nodes alone. One from an Assert, say, stays, and all that lead
   * to it.
   *
   * @throws org.imagebeam.graph.GraphException if a node waits for one that isn't there
   */
  public static GraphDef withoutNeedless(GraphDef graph) {
    ControlInputs inputs =
        new ControlInputs(new GraphIndex(requireNonNull(graph, "graph is null")));
    GraphDef.Builder kept = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef.Builder copied = node.toBuilder().clearInput();
      node.getInputList().stream()
          .filter(input -> !GraphIndex.isControl(input) || !inputs.isNeedless(input.substring(1)))
          .forEach(copied::addInput);
      kept.addNode(copied);
    }
    return kept.build();
  }

  private boolean isNeedless(String name) {
    Boolean known = needless.get(name);
    if (known != null) {
      return known;
    }
    // For as long as it isn't known: nodes that wait for each other are left as they are.
    needless.put(name, false);
    NodeDef node = index.get(name);
    boolean found =
        WITHOUT_EFFECT.contains(node.getOp())
            && node.getInputList().stream()
                .filter(GraphIndex::isControl)
                .allMatch(input -> isNeedless(input.substring(1)));
    needless.put(name, found);
    return found;
  }
}
