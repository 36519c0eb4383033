package org.imagebeam.graph.function;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagebeam.graph.GraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * Tells how many tensors stand behind each argument of an op: an argument can be a list. Inside a
 * function, {@code node:argument:index} names a tensor; outside, {@code node:number} does. Safe for
 * use by many threads.
 */
final class OutputCounts {
  private final Map<String, OpDef> ops = new HashMap<>();

  /**
   * @param registered the ops that TensorFlow knows
   * @param graph whose functions are ops, too
   */
  OutputCounts(OpList registered, GraphDef graph) {
    requireNonNull(registered, "registered is null")
        .getOpList()
        .forEach(op -> ops.put(op.getName(), op));
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      ops.put(function.getSignature().getName(), function.getSignature());
    }
  }

  /**
   * Returns the number of the first tensor of one of a node's output arguments.
   *
   * @throws GraphException if the op isn't known, or has no such argument
   */
  int firstOf(NodeDef node, String argument) {
    OpDef op = ops.get(node.getOp());
    if (op == null) {
      throw new GraphException(
          "node '" + node.getName() + "' is of op " + node.getOp() + ", which isn't known");
    }
    Integer first = firsts(op.getOutputArgList(), node.getAttrMap()).get(argument);
    if (first == null) {
      throw new GraphException(
          String.format(
              Locale.ROOT,
              "node '%s' (%s) has no output '%s'",
              node.getName(),
              node.getOp(),
              argument));
    }
    return first;
  }

  /**
   * Returns the number of the first tensor of each argument, in the order of the arguments.
   *
   * @param attributes that say how long lists are
   */
  static Map<String, Integer> firsts(
      List<OpDef.ArgDef> arguments, Map<String, AttrValue> attributes) {
    Map<String, Integer> firsts = new LinkedHashMap<>();
    int next = 0;
    for (OpDef.ArgDef argument : arguments) {
      firsts.put(argument.getName(), next);
      next += count(argument, attributes);
    }
    return firsts;
  }

  private static int count(OpDef.ArgDef argument, Map<String, AttrValue> attributes) {
    AttrValue none = AttrValue.getDefaultInstance();
    if (!argument.getNumberAttr().isEmpty()) {
      return Math.toIntExact(attributes.getOrDefault(argument.getNumberAttr(), none).getI());
    }
    if (!argument.getTypeListAttr().isEmpty()) {
      return attributes.getOrDefault(argument.getTypeListAttr(), none).getList().getTypeCount();
    }
    return 1;
  }
}
