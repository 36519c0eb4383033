package org.imagebeam.graph.input;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Subgraph;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A graph that is about to be cut, in which what is waited for in front of the cut is waited for
 * there: TensorFlow lets a function's outputs wait for an Assert about its input.
 */
final class FrontControls {
  private final GraphDef graph;
  private final String input;
  private final String cut;

  /**
   * Remembers where to cut.
   *
   * @param input the node that is fed
   * @param cut the node behind which the graph is cut
   */
  FrontControls(GraphDef graph, String input, String cut) {
    this.graph = graph;
    this.input = input;
    this.cut = cut;
  }

  /**
   * Returns the graph without the control inputs behind a cut that depend on a placeholder in front
   * of it, which nobody feeds any more: asserts about a file's bytes, of which pixels are fed.
   *
   * @param cut the node that is fed in the placeholder's stead
   */
  static GraphDef withoutUnfed(GraphDef graph, String cut) {
    GraphDef without = graph;
    for (NodeDef node : Subgraph.endingAt(graph, List.of(cut)).getNodeList()) {
      if (node.getOp().startsWith("Placeholder") && !node.getName().equals(cut)) {
        without = new FrontControls(without, node.getName(), cut).moved();
      }
    }
    return without;
  }

  /**
   * Returns the graph with the control inputs that depend on the input and not on the cut taken
   * from the nodes behind the cut, and given to the cut.
   */
  GraphDef moved() {
    Map<String, List<String>> waiting = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      for (String given : node.getInputList()) {
        waiting
            .computeIfAbsent(GraphIndex.nodeName(given), name -> new ArrayList<>())
            .add(node.getName());
      }
    }
    Set<String> ofInput = behind(input, waiting);
    ofInput.removeAll(behind(cut, waiting));
    Set<String> inFront = new HashSet<>();
    Subgraph.endingAt(graph, List.of(cut)).getNodeList().forEach(n -> inFront.add(n.getName()));
    Set<String> controls = new LinkedHashSet<>();
    Map<String, NodeDef> changed = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      List<String> moved =
          node.getInputList().stream()
              .filter(given -> GraphIndex.isControl(given) && ofInput.contains(given.substring(1)))
              .toList();
      if (!moved.isEmpty() && !inFront.contains(node.getName())) {
        controls.addAll(moved);
        List<String> kept = new ArrayList<>(node.getInputList());
        kept.removeAll(moved);
        changed.put(node.getName(), node.toBuilder().clearInput().addAllInput(kept).build());
      }
    }
    GraphDef.Builder result = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      result.addNode(
          node.getName().equals(cut)
              ? node.toBuilder().addAllInput(controls)
              : changed.getOrDefault(node.getName(), node).toBuilder());
    }
    return result.build();
  }

  /** A node, and all that depend on it, or wait for it. */
  private static Set<String> behind(String node, Map<String, List<String>> waiting) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(node));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (found.add(name)) {
        waiting.getOrDefault(name, List.of()).forEach(open::push);
      }
    }
    return found;
  }
}
