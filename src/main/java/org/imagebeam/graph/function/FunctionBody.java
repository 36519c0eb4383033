package org.imagebeam.graph.function;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The nodes of one call of a function, under names that are free in the graph. */
final class FunctionBody {
  private static final String COLOCATION = "_class";

  private final FunctionCall call;
  private final OutputCounts outputs;
  private final Map<String, NodeDef> inner = new HashMap<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final List<String> data = new ArrayList<>();
  private final List<String> controls = new ArrayList<>();
  private final Map<String, Integer> arguments;

  /**
   * @param newName from the caller's name and that of a node of the body to one that is free, and
   *     taken with that
   */
  FunctionBody(FunctionCall call, OutputCounts outputs, BinaryOperator<String> newName) {
    this.call = call;
    this.outputs = outputs;
    call.function().getNodeDefList().forEach(node -> inner.put(node.getName(), node));
    for (NodeDef node : call.function().getNodeDefList()) {
      renamed.put(node.getName(), newName.apply(call.node().getName(), node.getName()));
    }
    for (String input : call.node().getInputList()) {
      (GraphIndex.isControl(input) ? controls : data).add(input);
    }
    this.arguments =
        OutputCounts.firsts(call.function().getSignature().getInputArgList(), call.attributes());
  }

  /**
   * The body's nodes, and one without an output under the caller's name: others may wait for the
   * call.
   */
  List<NodeDef> nodes() {
    List<NodeDef> nodes = new ArrayList<>();
    for (NodeDef node : call.function().getNodeDefList()) {
      nodes.add(node(node));
    }
    NodeDef.Builder done = NodeDef.newBuilder().setName(call.node().getName()).setOp("NoOp");
    call.function().getControlRetMap().values().stream()
        .sorted()
        .forEach(node -> done.addInput("^" + renamed(node)));
    controls.forEach(done::addInput);
    nodes.add(done.build());
    return nodes;
  }

  private NodeDef node(NodeDef node) {
    // Where a body's nodes stand together was said for the device of the one who wrote it.
    NodeDef.Builder copied =
        node.toBuilder()
            .setName(renamed(node.getName()))
            .clearDevice()
            .clearInput()
            .clearAttr()
            .clearExperimentalDebugInfo();
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              if (!name.equals(COLOCATION)) {
                copied.putAttr(name, call.bound(value));
              }
            });
    for (String input : node.getInputList()) {
      copied.addInput(
          GraphIndex.isControl(input) ? "^" + renamed(input.substring(1)) : tensor(input));
    }
    if (node.getInputList().stream().allMatch(GraphIndex::isControl)) {
      copied.addAllInput(controls);
    }
    return copied.build();
  }

  /** The tensors that stand for the call's outputs: {@code call:0} and so on to inner ones. */
  Map<String, String> results() {
    Map<String, String> results = new LinkedHashMap<>();
    int number = 0;
    for (OpDef.ArgDef output : call.function().getSignature().getOutputArgList()) {
      String returned = call.function().getRetMap().get(output.getName());
      boolean list = !output.getNumberAttr().isEmpty() || !output.getTypeListAttr().isEmpty();
      if (returned == null || list) {
        throw new GraphException(
            "function '"
                + call.function().getSignature().getName()
                + "' returns no single tensor as its output '"
                + output.getName()
                + "'");
      }
      results.put(call.node().getName() + ":" + number, tensor(returned));
      number++;
    }
    return results;
  }

  /** What {@code argument}, {@code argument:index} or {@code node:output:index} is outside. */
  private String tensor(String reference) {
    String[] parts = reference.split(":", -1);
    Integer argument = arguments.get(parts[0]);
    if (argument != null && parts.length < 3) {
      int place = argument + (parts.length == 2 ? number(parts[1], reference) : 0);
      if (place >= data.size()) {
        throw new GraphException(
            "node '" + call.node().getName() + "' gives its function too few inputs");
      }
      String given = data.get(place);
      return given;
    }
    NodeDef node = inner.get(parts[0]);
    if (node == null || parts.length == 1) {
      throw unknown(reference);
    }
    int output =
        parts.length == 2
            ? number(parts[1], reference)
            : outputs.firstOf(node, parts[1]) + number(parts[2], reference);
    return renamed(parts[0]) + ":" + output;
  }

  private String renamed(String node) {
    String name = renamed.get(node);
    if (name == null) {
      throw unknown(node);
    }
    return name;
  }

  private int number(String text, String reference) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw unknown(reference);
    }
  }

  private GraphException unknown(String reference) {
    return new GraphException(
        "function '"
            + call.function().getSignature().getName()
            + "' names '"
            + reference
            + "', which it lacks");
  }
}
