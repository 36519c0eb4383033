package org.imagebeam.graph.input;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.UnfrozenGraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Sees that a graph needs nothing to run but its pixels: nobody would give it anything else. */
public final class NeededInputs {
  private static final Set<String> PLACEHOLDERS = Set.of("Placeholder", "PlaceholderV2", "_Arg");

  private static final Set<String> VARIABLES =
      Set.of(
          "Variable",
          "VariableV2",
          "AutoReloadVariable",
          "TemporaryVariable",
          "VarHandleOp",
          "_VarHandlesOp",
          "ReadVariableOp",
          "_ReadVariablesOp",
          "ResourceGather",
          "ResourceGatherNd",
          "VarIsInitializedOp");

  private static final Set<String> TABLES =
      Set.of(
          "HashTable",
          "HashTableV2",
          "MutableHashTable",
          "MutableHashTableV2",
          "MutableHashTableOfTensors",
          "MutableHashTableOfTensorsV2",
          "MutableDenseHashTable",
          "MutableDenseHashTableV2");

  private static final Set<String> SOURCES =
      Set.of(
          "IteratorGetNext",
          "IteratorGetNextSync",
          "IteratorGetNextAsOptional",
          "Iterator",
          "IteratorV2",
          "OneShotIterator",
          "QueueDequeue",
          "QueueDequeueV2",
          "QueueDequeueMany",
          "QueueDequeueManyV2",
          "QueueDequeueUpTo",
          "QueueDequeueUpToV2",
          "FIFOQueue",
          "FIFOQueueV2",
          "RandomShuffleQueue",
          "RandomShuffleQueueV2",
          "PaddingFIFOQueue",
          "PaddingFIFOQueueV2",
          "ReaderRead",
          "ReaderReadV2",
          "Unstage",
          "Barrier");

  private NeededInputs() {}

  /**
   * Looks through all nodes and the functions that they call.
   *
   * @param graph nothing but what the outputs need
   * @param fed the one placeholder that is fed
   * @throws UnfrozenGraphException if it needs variables, whose values are not in a graph
   * @throws UnfitGraphException if it needs anything else
   */
  public static void requireNoneBut(GraphDef graph, String fed) {
    List<NodeDef> nodes = withFunctions(graph);
    Map<String, NodeDef> variables = named(nodes, VARIABLES);
    if (!variables.isEmpty()) {
      NodeDef first = variables.values().iterator().next();
      long count =
          variables.values().stream().filter(node -> !node.getOp().contains("Read")).count();
      throw new UnfrozenGraphException(
          String.format(
              Locale.ROOT,
              "the graph isn't frozen: the values of %s, such as node '%s' (%s), are not in it",
              count == 1 ? "a variable" : count == 0 ? "variables" : count + " variables",
              first.getName(),
              first.getOp()));
    }
    requireNone(
        named(nodes, TABLES),
        "is a table that is empty until an initializer has run, and none is run: name an output"
            + " that doesn't need it");
    requireNone(
        named(nodes, SOURCES),
        "reads examples by itself, and there are none to read: name the node behind it, where"
            + " pixels go in, as the input, or export the graph with a placeholder in its place");
    requirePlaceholders(graph, fed);
  }

  private static void requireNone(Map<String, NodeDef> nodes, String problem) {
    nodes.values().stream()
        .findFirst()
        .ifPresent(
            node -> {
              throw new UnfitGraphException(
                  "node '" + node.getName() + "' (" + node.getOp() + ") " + problem);
            });
  }

  private static void requirePlaceholders(GraphDef graph, String fed) {
    List<String> others =
        graph.getNodeList().stream()
            .filter(node -> PLACEHOLDERS.contains(node.getOp()) && !node.getName().equals(fed))
            .map(NeededInputs::text)
            .toList();
    if (!others.isEmpty()) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "besides the image the graph needs %s, and only images are fed: export it with"
                  + " %s set, or with a default, or state numbers for it (\"feeds\")",
              String.join(" and ", others),
              others.size() == 1 ? "this" : "these"));
    }
  }

  private static String text(NodeDef placeholder) {
    AttrValue shape = placeholder.getAttrOrDefault("shape", AttrValue.getDefaultInstance());
    boolean known = shape.hasShape() && !shape.getShape().getUnknownRank();
    return String.format(
        Locale.ROOT,
        "placeholder '%s' (%s, %s)",
        placeholder.getName(),
        Dtypes.name(
            placeholder.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType()),
        known ? "shape " + Shapes.text(shape.getShape()) : "any shape");
  }

  private static Map<String, NodeDef> named(List<NodeDef> nodes, Set<String> ops) {
    return nodes.stream()
        .filter(node -> ops.contains(node.getOp()))
        .collect(
            Collectors.toMap(
                NodeDef::getName, node -> node, (one, other) -> one, LinkedHashMap::new));
  }

  private static List<NodeDef> withFunctions(GraphDef graph) {
    Map<String, FunctionDef> library =
        graph.getLibrary().getFunctionList().stream()
            .collect(
                Collectors.toMap(
                    function -> function.getSignature().getName(),
                    function -> function,
                    (one, other) -> one));
    if (library.isEmpty()) {
      return graph.getNodeList();
    }
    Set<String> called = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    graph.getNodeList().forEach(node -> called(node).forEach(open::push));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (library.containsKey(name) && called.add(name)) {
        library.get(name).getNodeDefList().forEach(node -> called(node).forEach(open::push));
      }
    }
    return Stream.concat(
            graph.getNodeList().stream(),
            called.stream()
                .sorted()
                .map(library::get)
                .flatMap(function -> function.getNodeDefList().stream()))
        .toList();
  }

  private static Stream<String> called(NodeDef node) {
    return Stream.concat(
        Stream.of(node.getOp()),
        node.getAttrMap().values().stream()
            .flatMap(
                attribute ->
                    Stream.concat(
                        Stream.of(attribute.getFunc().getName()),
                        attribute.getList().getFuncList().stream().map(func -> func.getName()))));
  }
}
