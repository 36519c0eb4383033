package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes of a {@link GraphDef} by name, and who consumes whom.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class GraphIndex {
  private static final String IMPORTED = "import/";

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, List<NodeDef>> consumers = new HashMap<>();

  public GraphIndex(GraphDef graph) {
    requireNonNull(graph, "graph is null");
    for (NodeDef node : graph.getNodeList()) {
      nodes.put(node.getName(), node);
      for (String input : node.getInputList()) {
        if (!isControl(input)) {
          consumers.computeIfAbsent(nodeName(input), name -> new ArrayList<>()).add(node);
        }
      }
    }
  }

  /** The node of that name, if the graph has it. */
  public Optional<NodeDef> find(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /**
   * The node of that name.
   *
   * @throws GraphException if the graph has none
   */
  public NodeDef get(String name) {
    return find(name).orElseThrow(() -> new GraphException("the graph has no node '" + name + "'"));
  }

  /**
   * The name by which the graph knows a tensor: the given one, or that without what Python's {@code
   * import_graph_def} puts in front of names when a program loads a graph.
   *
   * @param tensor a node's name, or that with the number of an output
   */
  public String known(String tensor) {
    String without = isImported(tensor) ? tensor.substring(IMPORTED.length()) : tensor;
    return find(nodeName(tensor)).isEmpty() && find(nodeName(without)).isPresent()
        ? without
        : tensor;
  }

  /** Whether a name begins as Python's {@code import_graph_def} makes them begin. */
  public static boolean isImported(String name) {
    return name.startsWith(IMPORTED);
  }

  /** The nodes that read an output of the named node, control dependencies left out. */
  public List<NodeDef> consumers(String name) {
    return Collections.unmodifiableList(consumers.getOrDefault(name, List.of()));
  }

  /**
   * The node that feeds data input {@code index} of {@code node}.
   *
   * @throws GraphException if the node has no such input
   */
  public NodeDef input(NodeDef node, int index) {
    if (index >= node.getInputCount() || isControl(node.getInput(index))) {
      throw new GraphException(
          "node '" + node.getName() + "' (" + node.getOp() + ") has no input " + index);
    }
    return get(nodeName(node.getInput(index)));
  }

  /** The named nodes, and all that depend on one of them; control dependencies left out. */
  public Set<String> dependents(Collection<String> names) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (found.add(name)) {
        consumers(name).forEach(node -> open.push(node.getName()));
      }
    }
    return found;
  }

  /** How many nodes there are. */
  public int size() {
    return nodes.size();
  }

  /** {@code wanted}, or, if a node has that name, that with a number. */
  public String freeName(String wanted) {
    String name = wanted;
    for (int i = 1; nodes.containsKey(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** {@code "^a"}, {@code "a:1"} and {@code "a"} all name node {@code a}. */
  public static String nodeName(String input) {
    String name = isControl(input) ? input.substring(1) : input;
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  public static boolean isControl(String input) {
    return input.startsWith("^");
  }
}
