package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Subgraph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Drops the {@code CheckNumerics} nodes that training left in a graph, and each Identity that
 * stands there only to wait for one. They read every activation once more, and keep TensorFlow from
 * fusing the ops on both sides.
 */
public final class CheckNumericsRemover {
  private static final Set<String> CHECKS = Set.of("CheckNumerics", "CheckNumericsV2");

  private final Set<String> checks = new HashSet<>();

  /** What those who read a dropped node read from now on. */
  private final Map<String, String> sources = new HashMap<>();

  private CheckNumericsRemover(GraphDef graph, Set<String> outputs) {
    for (NodeDef node : graph.getNodeList()) {
      if (CHECKS.contains(node.getOp())) {
        checks.add(node.getName());
      }
    }
    for (NodeDef node : graph.getNodeList()) {
      boolean check = checks.contains(node.getName());
      if ((check || waitsForChecksAlone(node)) && !outputs.contains(node.getName())) {
        sources.put(node.getName(), input(node));
      }
    }
  }

  /**
   * Rewires the graph past its checks.
   *
   * @param outputs the nodes that are fetched; they keep their names, a check or a waiting Identity
   *     among them as a plain Identity. What they don't need is dropped
   * @throws GraphException if a node is missing, or if checks feed each other in a circle
   */
  public static GraphDef remove(GraphDef graph, Collection<String> outputs) {
    CheckNumericsRemover remover = new CheckNumericsRemover(graph, Set.copyOf(outputs));
    GraphDef.Builder rewired = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      if (!remover.sources.containsKey(node.getName())) {
        rewired.addNode(remover.rewire(node));
      }
    }
    return Subgraph.endingAt(rewired.build(), outputs);
  }

  private boolean waitsForChecksAlone(NodeDef node) {
    return node.getOp().equals("Identity")
        && node.getInputCount() > 1
        && node.getInputList().stream()
            .skip(1)
            .allMatch(
                input ->
                    GraphIndex.isControl(input) && checks.contains(GraphIndex.nodeName(input)));
  }

  private static String input(NodeDef node) {
    if (node.getInputCount() == 0 || GraphIndex.isControl(node.getInput(0))) {
      throw new GraphException(
          "node '" + node.getName() + "' (" + node.getOp() + ") has no input 0");
    }
    return node.getInput(0);
  }

  private NodeDef rewire(NodeDef node) {
    if (checks.contains(node.getName())) {
      NodeDef.Builder plain = node.toBuilder().clearAttr().clearInput().setOp("Identity");
      plain.putAttr("T", node.getAttrOrDefault("T", Nodes.type(DataType.DT_FLOAT)));
      plain.addInput(source(input(node)));
      return plain.build();
    }
    Set<String> controls = new LinkedHashSet<>();
    NodeDef.Builder rewired = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      if (!GraphIndex.isControl(input)) {
        rewired.addInput(source(input));
      } else if (!checks.contains(GraphIndex.nodeName(input))) {
        controls.add("^" + GraphIndex.nodeName(source(GraphIndex.nodeName(input))));
      }
    }
    return rewired.addAllInput(controls).build();
  }

  private String source(String input) {
    String found = input;
    String next = sources.get(GraphIndex.nodeName(found));
    for (int steps = 0; next != null; steps++) {
      if (steps > sources.size()) {
        throw new GraphException("node '" + input + "' is fed by itself");
      }
      found = next;
      next = sources.get(GraphIndex.nodeName(found));
    }
    return found;
  }
}
