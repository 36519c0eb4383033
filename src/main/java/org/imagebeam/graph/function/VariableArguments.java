package org.imagebeam.graph.function;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Hands the values of variables to the functions of loops and branches, which take the variables'
 * handles as TensorFlow writes them. A graph can be frozen then: of a handle, no function could
 * read a constant.
 */
public final class VariableArguments {
  private static final String HANDLE = "VarHandleOp";

  private final GraphIndex index;
  private final Map<String, FunctionDef> library = new LinkedHashMap<>();
  private final Map<String, String> specialised = new LinkedHashMap<>();
  private final Map<String, NodeDef> reads = new LinkedHashMap<>();

  private VariableArguments(GraphDef graph) {
    this.index = new GraphIndex(graph);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      library.put(function.getSignature().getName(), function);
    }
  }

  /**
   * Rewrites the nodes that run functions with variables, and the functions: where one takes a
   * variable's handle, it takes the variable's value, which a ReadVariableOp in front reads.
   *
   * @param graph whose plain calls are inlined
   * @throws org.imagebeam.graph.GraphException if a function does anything else to a variable than
   *     to read it
   */
  public static GraphDef toValues(GraphDef graph) {
    return new VariableArguments(requireNonNull(graph, "graph is null")).rewrite(graph);
  }

  private GraphDef rewrite(GraphDef graph) {
    List<NodeDef> nodes = new ArrayList<>();
    for (NodeDef node : graph.getNodeList()) {
      nodes.add(FunctionRun.of(node).map(run -> rewrite(node, run)).orElse(node));
    }
    return graph.toBuilder()
        .clearNode()
        .addAllNode(nodes)
        .addAllNode(reads.values())
        .setLibrary(
            FunctionDefLibrary.newBuilder()
                .addAllFunction(library.values())
                .addAllGradient(graph.getLibrary().getGradientList()))
        .build();
  }

  private NodeDef rewrite(NodeDef node, FunctionRun run) {
    Map<Integer, DataType> variables = new TreeMap<>();
    NodeDef.Builder rewired = node.toBuilder();
    for (int i = run.firstArgument(); i < node.getInputCount(); i++) {
      if (GraphIndex.isControl(node.getInput(i))) {
        break;
      }
      NodeDef from = index.input(node, i);
      if (from.getOp().equals(HANDLE)) {
        NodeDef read = reads.computeIfAbsent(from.getName(), name -> read(from));
        variables.put(i - run.firstArgument(), read.getAttrOrThrow("dtype").getType());
        rewired.setInput(i, read.getName());
      }
    }
    return variables.isEmpty()
        ? node
        : run.retyped(rewired.build(), variables, name -> specialise(name, variables));
  }

  private NodeDef read(NodeDef variable) {
    return NodeDef.newBuilder()
        .setName(index.freeName(variable.getName() + "/Value"))
        .setOp("ReadVariableOp")
        .addInput(variable.getName())
        .putAttr(
            "dtype",
            variable.getAttrOrDefault(
                "dtype", AttrValue.newBuilder(Nodes.type(DataType.DT_FLOAT)).build()))
        .build();
  }

  /** Returns the name of a function that takes values for some of the arguments of another. */
  private String specialise(String name, Map<Integer, DataType> values) {
    FunctionDef function = library.get(name);
    if (function == null || values.isEmpty()) {
      return name;
    }
    String key = name + values;
    String known = specialised.get(key);
    if (known == null) {
      known = name + "_of_values_" + specialised.size();
      specialised.put(key, known);
      library.put(known, new ValueFunction(function, values, this::specialise).named(known));
    }
    return known;
  }
}
