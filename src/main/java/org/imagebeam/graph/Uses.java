package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Who sees what a node computes: other nodes, those that only wait for it, whoever fetches it. */
public final class Uses {
  private final Map<String, List<Use>> uses = new HashMap<>();
  private final Set<String> outputs;

  private record Use(NodeDef node, String input) {
    boolean ofValues() {
      return !GraphIndex.isControl(input);
    }

    boolean ofFirstOutput() {
      String name = GraphIndex.nodeName(input);
      return input.equals(name) || input.equals(name + ":0");
    }
  }

  public Uses(GraphDef graph, Collection<String> outputs) {
    this.outputs = Set.copyOf(outputs);
    for (NodeDef node : graph.getNodeList()) {
      for (String input : node.getInputList()) {
        uses.computeIfAbsent(GraphIndex.nodeName(input), name -> new ArrayList<>())
            .add(new Use(node, input));
      }
    }
  }

  /** The one node that reads the named node's first output, if nothing else ever sees it. */
  public Optional<NodeDef> soleReader(String name) {
    List<Use> all = uses.getOrDefault(name, List.of());
    if (outputs.contains(name) || all.size() != 1 || !all.get(0).ofFirstOutput()) {
      return Optional.empty();
    }
    return Optional.of(all.get(0).node());
  }

  /**
   * The nodes that read the named node's first output, each once, if nothing else ever sees it: no
   * node waits for it, and nobody fetches it.
   */
  public Optional<List<NodeDef>> readers(String name) {
    List<Use> all = uses.getOrDefault(name, List.of());
    if (outputs.contains(name) || !all.stream().allMatch(Use::ofFirstOutput)) {
      return Optional.empty();
    }
    return Optional.of(all.stream().map(Use::node).distinct().toList());
  }

  /** The nodes that read the named node's first output, each once, whoever else sees it. */
  public List<NodeDef> valueReaders(String name) {
    return uses.getOrDefault(name, List.of()).stream()
        .filter(Use::ofFirstOutput)
        .map(Use::node)
        .distinct()
        .toList();
  }

  /** Whether nobody reads any but the first of the named node's outputs. */
  public boolean onlyFirstOutput(String name) {
    return uses.getOrDefault(name, List.of()).stream()
        .allMatch(use -> !use.ofValues() || use.ofFirstOutput());
  }
}
