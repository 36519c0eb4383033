package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.FunctionCalls;
import org.imagebeam.graph.ProductOp;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Tells the nodes that give the best of something, as {@code TopKV2} does: by their op, or because
 * a function that they call does nothing else with what it is given.
 */
final class Choices {
  /** Ops whose values don't stand where their classes do. */
  private static final Set<String> OPS = Set.of("TopK", "TopKV2", "NthElement", "ArgMax", "ArgMin");

  /** What takes its values from one of the functions that its attributes name. */
  private static final Set<String> CALLS =
      Set.of(
          "PartitionedCall",
          "StatefulPartitionedCall",
          "If",
          "StatelessIf",
          "Case",
          "StatelessCase");

  private final Map<String, FunctionDef> functions = new HashMap<>();

  Choices(GraphDef graph) {
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      functions.put(function.getSignature().getName(), function);
    }
  }

  /** Whether an output of {@code node} is such a choice. */
  boolean contain(NodeDef node, int output) {
    return contain(node, output, Set.of());
  }

  private boolean contain(NodeDef node, int output, Set<String> callers) {
    return OPS.contains(node.getOp())
        || called(node).stream().anyMatch(name -> gives(name, output, callers));
  }

  private List<String> called(NodeDef node) {
    if (functions.containsKey(node.getOp())) {
      return List.of(node.getOp());
    }
    return CALLS.contains(node.getOp())
        ? FunctionCalls.named(node).stream().filter(functions::containsKey).toList()
        : List.of();
  }

  /**
   * Whether a function gives a choice there, and nothing else that it knows of its arguments.
   *
   * @param callers functions that wait for its answer; one that calls itself gives none
   */
  private boolean gives(String name, int output, Set<String> callers) {
    FunctionDef function = requireNonNull(functions.get(name));
    OpDef signature = function.getSignature();
    if (callers.contains(name) || output >= signature.getOutputArgCount()) {
      return false;
    }
    Set<String> within = new HashSet<>(callers);
    within.add(name);
    String returned = function.getRetOrDefault(signature.getOutputArg(output).getName(), "");
    Set<String> chosen = choices(function, within);
    Set<String> any = reached(function, Set.of(), Set.of());
    return reads(returned, any, Set.of())
        && !reads(returned, reached(function, chosen, any), chosen);
  }

  /** The tensors in a function that are choices, of those that are read. */
  private Set<String> choices(FunctionDef function, Set<String> callers) {
    Map<String, NodeDef> nodes = new HashMap<>();
    function.getNodeDefList().forEach(node -> nodes.put(node.getName(), node));
    Set<String> read = new HashSet<>(function.getRetMap().values());
    function.getNodeDefList().forEach(node -> read.addAll(node.getInputList()));
    read.removeIf(
        tensor -> {
          NodeDef node = nodes.get(node(tensor));
          return node == null || !contain(node, output(node, tensor), callers);
        });
    return read;
  }

  /**
   * The arguments of a function, and its nodes that know of one by more than {@code chosen}, or by
   * a product of weights with one of {@code any}.
   */
  private static Set<String> reached(FunctionDef function, Set<String> chosen, Set<String> any) {
    Set<String> found = new HashSet<>();
    for (OpDef.ArgDef argument : function.getSignature().getInputArgList()) {
      found.add(argument.getName());
    }
    boolean more = true;
    while (more) {
      more = false;
      for (NodeDef node : function.getNodeDefList()) {
        boolean product = ProductOp.of(node).isPresent();
        if (node.getInputList().stream()
            .anyMatch(
                input -> reads(input, found, chosen) || (product && reads(input, any, Set.of())))) {
          more |= found.add(node.getName());
        }
      }
    }
    return found;
  }

  private static boolean reads(String tensor, Set<String> reached, Set<String> chosen) {
    return !chosen.contains(tensor) && reached.contains(node(tensor));
  }

  /** In a function, a tensor is called {@code node:output:0}, or as an argument. */
  private static String node(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  private int output(NodeDef node, String tensor) {
    List<String> parts = List.of(tensor.split(":", -1));
    int number =
        parts.size() == 3 && parts.get(2).matches("[0-9]{1,4}")
            ? Integer.parseInt(parts.get(2))
            : 0;
    FunctionDef function = functions.get(node.getOp());
    if (function == null || parts.size() < 2) {
      return number;
    }
    List<OpDef.ArgDef> outputs = function.getSignature().getOutputArgList();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).getName().equals(parts.get(1))) {
        return i + number;
      }
    }
    return number;
  }
}
