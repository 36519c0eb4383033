package org.imagebeam.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The functions of a graph's library that its nodes call, or that these call: by their op, by an
 * attribute, however deep it is nested, or as the gradient of one.
 *
 * @param reached by name, in the order in which they are found
 */
public record FunctionCalls(Map<String, FunctionDef> reached) {
  /** A function whose attribute of this name equals another's may be run in its place. */
  private static final String SAME_INTERFACE = "api_implements";

  public static FunctionCalls of(GraphDef graph) {
    Map<String, FunctionDef> library = new HashMap<>();
    Map<String, List<String>> alike = new HashMap<>();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      library.put(name, function);
      sameInterface(function)
          .forEach(key -> alike.computeIfAbsent(key, any -> new ArrayList<>()).add(name));
    }
    Map<String, String> gradients = new HashMap<>();
    for (GradientDef gradient : graph.getLibrary().getGradientList()) {
      gradients.put(gradient.getFunctionName(), gradient.getGradientFunc());
    }
    Map<String, FunctionDef> reached = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>();
    graph.getNodeList().forEach(node -> addCalls(node, open));
    while (!open.isEmpty()) {
      String name = open.pop();
      FunctionDef function = library.get(name);
      if (function != null && reached.put(name, function) == null) {
        function.getNodeDefList().forEach(node -> addCalls(node, open));
        function.getAttrMap().values().forEach(value -> addNames(value, open));
        sameInterface(function).forEach(key -> open.addAll(alike.getOrDefault(key, List.of())));
        String gradient = gradients.get(name);
        if (gradient != null) {
          open.push(gradient);
        }
      }
    }
    return new FunctionCalls(reached);
  }

  /** Returns the graph without the functions that none of its nodes calls, nor their gradients. */
  public static GraphDef withoutOthers(GraphDef graph) {
    if (!graph.hasLibrary()) {
      return graph;
    }
    Set<String> called = of(graph).reached().keySet();
    FunctionDefLibrary.Builder library = graph.getLibrary().toBuilder().clearFunction();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      if (called.contains(function.getSignature().getName())) {
        library.addFunction(function);
      }
    }
    library.clearGradient();
    graph.getLibrary().getGradientList().stream()
        .filter(gradient -> called.contains(gradient.getFunctionName()))
        .forEach(library::addGradient);
    return graph.toBuilder().setLibrary(library).build();
  }

  /** The functions that a node's attributes name. */
  public static Collection<String> named(NodeDef node) {
    Deque<String> names = new ArrayDeque<>();
    node.getAttrMap().values().forEach(value -> addNames(value, names));
    names.removeIf(String::isEmpty);
    return names;
  }

  private static void addCalls(NodeDef node, Deque<String> names) {
    names.push(node.getOp());
    names.addAll(named(node));
  }

  private static void addNames(AttrValue value, Deque<String> names) {
    if (value.hasFunc()) {
      names.push(value.getFunc().getName());
      value.getFunc().getAttrMap().values().forEach(nested -> addNames(nested, names));
    }
    value
        .getList()
        .getFuncList()
        .forEach(
            function -> {
              names.push(function.getName());
              function.getAttrMap().values().forEach(nested -> addNames(nested, names));
            });
  }

  private static Set<String> sameInterface(FunctionDef function) {
    AttrValue value = function.getAttrMap().get(SAME_INTERFACE);
    return value == null ? Set.of() : Set.of(value.getS().toStringUtf8());
  }
}
