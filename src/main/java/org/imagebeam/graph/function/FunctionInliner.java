package org.imagebeam.graph.function;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.TensorName;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpList;

/**
 * Puts the bodies of functions in the place of the nodes that call them, however deep the calls are
 * nested. Functions that loops and branches run stay in the library.
 *
 * <p>A node of a body keeps its name where no other node has it; otherwise the call's name is put
 * in front of it, as TensorFlow does.
 */
public final class FunctionInliner {
  /** More nodes than networks have; calls that double at each level would never end. */
  private static final int MOST_NODES = 2_000_000;

  private static final int MOST_LEVELS = 100;

  private static final String FIRST = ":0";

  private final Map<String, FunctionDef> library = new HashMap<>();
  private final OutputCounts outputs;
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final List<NodeDef> nodes = new ArrayList<>();

  private FunctionInliner(GraphDef graph, OpList ops) {
    this.outputs = new OutputCounts(ops, graph);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      library.put(function.getSignature().getName(), function);
    }
    graph.getNodeList().forEach(node -> names.add(node.getName()));
  }

  /**
   * Inlines all calls of a graph.
   *
   * @param ops that TensorFlow has: {@code TensorFlow.registeredOpList()}
   * @throws GraphException if a call or a body names what isn't there, or if functions call each
   *     other without an end
   */
  public static InlinedGraph inline(GraphDef graph, OpList ops) {
    requireNonNull(graph, "graph is null");
    FunctionInliner inliner = new FunctionInliner(graph, requireNonNull(ops, "ops is null"));
    graph.getNodeList().forEach(node -> inliner.add(node, new ArrayDeque<>()));
    return inliner.inlined(graph);
  }

  private void add(NodeDef node, Deque<String> callers) {
    Optional<FunctionCall> call = FunctionCall.of(node, library);
    if (call.isEmpty()) {
      if (nodes.size() == MOST_NODES) {
        throw new GraphException("the graph's functions call each other too often to be inlined");
      }
      nodes.add(node);
      return;
    }
    String function = call.get().function().getSignature().getName();
    if (callers.contains(function) || callers.size() == MOST_LEVELS) {
      throw new GraphException(
          "function '" + function + "' calls itself, or too many others, and can't be inlined");
    }
    FunctionBody body = new FunctionBody(call.get(), outputs, this::newName);
    aliases.putAll(body.results());
    callers.push(function);
    body.nodes().forEach(inner -> add(inner, callers));
    callers.pop();
  }

  /** A body's name for a node if it is free, or that behind the caller's. */
  private String newName(String caller, String name) {
    String free = names.contains(name) ? caller + "/" + name : name;
    for (int i = 1; !names.add(free); i++) {
      free = caller + "/" + name + "_" + i;
    }
    return free;
  }

  private InlinedGraph inlined(GraphDef graph) {
    GraphDef inlined = graph.toBuilder().clearNode().addAllNode(nodes).build();
    return new InlinedGraph(Rewiring.inputs(inlined, input -> resolve(aliases, input)), aliases);
  }

  /** Follows a tensor out of the functions that hand it on. */
  static String resolve(Map<String, String> aliases, String tensor) {
    if (GraphIndex.isControl(tensor)) {
      return tensor;
    }
    String found = tensor.indexOf(':') < 0 ? tensor + FIRST : tensor;
    Set<String> seen = new HashSet<>();
    for (String next = aliases.get(found); next != null; next = aliases.get(found)) {
      if (!seen.add(found)) {
        throw new GraphException("tensor '" + tensor + "' is handed on in a circle");
      }
      found = next;
    }
    return TensorName.shortest(found);
  }
}
