package org.imagebeam.graph.function;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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

  /** What begins a loop or a branch of TensorFlow 1. */
  private static final Set<String> BEGINNING = Set.of("Enter", "RefEnter", "Switch", "RefSwitch");

  private ControlInputs() {}

  /**
   * Returns the graph without control inputs from nodes that do nothing but to hand on their
   * inputs, and that wait for such nodes alone. One from an Assert, say, stays, and all that lead
   * to it. So do those from nodes that may be in a loop or a branch of TensorFlow 1: what waits for
   * them runs as often as they do, or not at all.
   *
   * @throws org.imagebeam.graph.GraphException if a node waits for one that isn't there
   */
  public static GraphDef withoutNeedless(GraphDef graph) {
    Set<String> needless = needless(requireNonNull(graph, "graph is null"));
    GraphDef.Builder kept = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef.Builder copied = node.toBuilder().clearInput();
      node.getInputList().stream()
          .filter(input -> !GraphIndex.isControl(input) || !needless.contains(input.substring(1)))
          .forEach(copied::addInput);
      kept.addNode(copied);
    }
    return kept.build();
  }

  /** From nodes that wait for none, since graphs can be deeper than a stack. */
  private static Set<String> needless(GraphDef graph) {
    GraphIndex index = new GraphIndex(graph);
    Set<String> inFlow =
        index.dependents(
            graph.getNodeList().stream()
                .filter(node -> BEGINNING.contains(node.getOp()))
                .map(NodeDef::getName)
                .toList());
    ListMultimap<String, String> waiting = ArrayListMultimap.create();
    Map<String, Integer> open = new HashMap<>();
    Deque<String> next = new ArrayDeque<>();
    for (NodeDef node : graph.getNodeList()) {
      List<String> controls =
          node.getInputList().stream()
              .filter(GraphIndex::isControl)
              .map(input -> index.get(input.substring(1)).getName())
              .toList();
      controls.forEach(before -> waiting.put(before, node.getName()));
      if (WITHOUT_EFFECT.contains(node.getOp()) && !inFlow.contains(node.getName())) {
        open.put(node.getName(), controls.size());
        if (controls.isEmpty()) {
          next.add(node.getName());
        }
      }
    }
    Set<String> needless = new HashSet<>();
    while (!next.isEmpty()) {
      String name = next.remove();
      needless.add(name);
      for (String node : waiting.get(name)) {
        Integer left = open.computeIfPresent(node, (key, controls) -> controls - 1);
        if (left != null && left == 0) {
          next.add(node);
        }
      }
    }
    return needless;
  }
}
