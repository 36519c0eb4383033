package org.imagebeam.graph.function;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** A function that is given values where the one that it is made of is given variables. */
final class ValueFunction {
  private static final String READ = "ReadVariableOp";
  private static final String IDENTITY = "Identity";

  private final FunctionDef function;
  private final BiFunction<String, Map<Integer, DataType>, String> specialise;

  /** What were handles, as the body names them, and the dtypes of the values in their place. */
  private final Map<String, DataType> values = new HashMap<>();

  /** What was called otherwise when it came out of a node that read a handle. */
  private final Map<String, String> renamed = new HashMap<>();

  private final Map<Integer, DataType> arguments;

  /**
   * @param arguments the dtypes of the variables, by the number of the argument
   * @param specialise from the name of another function and such dtypes to that of one that takes
   *     values
   */
  ValueFunction(
      FunctionDef function,
      Map<Integer, DataType> arguments,
      BiFunction<String, Map<Integer, DataType>, String> specialise) {
    this.function = function;
    this.arguments = arguments;
    this.specialise = specialise;
    arguments.forEach(
        (number, dtype) ->
            values.put(function.getSignature().getInputArg(number).getName(), dtype));
    boolean more = true;
    while (more) {
      more = false;
      for (NodeDef node : function.getNodeDefList()) {
        more |= follow(node);
      }
    }
  }

  /** Takes note of what a node makes of a handle. */
  private boolean follow(NodeDef node) {
    DataType dtype = node.getInputCount() == 0 ? null : values.get(node.getInput(0));
    if (dtype == null) {
      return false;
    }
    if (node.getOp().equals(READ)) {
      renamed.put(node.getName() + ":value:0", node.getName() + ":output:0");
    }
    return node.getOp().equals(IDENTITY) && values.put(node.getName() + ":output:0", dtype) == null;
  }

  /**
   * Returns the function under another name.
   *
   * @throws GraphException if it does anything else to a variable than to read it
   */
  FunctionDef named(String name) {
    FunctionDef.Builder copy =
        function.toBuilder().clearNodeDef().clearRet().clearResourceArgUniqueId();
    OpDef.Builder signature = copy.getSignatureBuilder().setName(name);
    arguments.forEach(
        (number, dtype) -> {
          signature.setInputArg(number, retyped(signature.getInputArg(number), dtype));
          copy.removeArgAttr(number);
        });
    for (NodeDef node : function.getNodeDefList()) {
      copy.addNodeDef(node(node));
    }
    for (int i = 0; i < signature.getOutputArgCount(); i++) {
      OpDef.ArgDef output = signature.getOutputArg(i);
      String returned = function.getRetMap().getOrDefault(output.getName(), "");
      if (values.containsKey(returned)) {
        signature.setOutputArg(i, retyped(output, values.get(returned)));
      }
    }
    function
        .getRetMap()
        .forEach((output, tensor) -> copy.putRet(output, renamed.getOrDefault(tensor, tensor)));
    return copy.build();
  }

  private static OpDef.ArgDef retyped(OpDef.ArgDef argument, DataType dtype) {
    return argument.toBuilder().setType(dtype).clearHandleData().build();
  }

  private NodeDef node(NodeDef node) {
    Map<Integer, DataType> given = new TreeMap<>();
    NodeDef.Builder rewired = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      rewired.setInput(i, renamed.getOrDefault(input, input));
      if (!GraphIndex.isControl(input) && values.containsKey(input)) {
        given.put(i, values.get(input));
      }
    }
    return given.isEmpty() ? rewired.build() : ofValues(rewired.build(), given);
  }

  private NodeDef ofValues(NodeDef node, Map<Integer, DataType> given) {
    if (node.getOp().equals(IDENTITY)) {
      return node.toBuilder().putAttr("T", Nodes.type(requireNonNull(given.get(0)))).build();
    }
    if (node.getOp().equals(READ)) {
      return node.toBuilder()
          .setOp(IDENTITY)
          .clearAttr()
          .putAttr("T", Nodes.type(requireNonNull(given.get(0))))
          .build();
    }
    Optional<FunctionRun> run = FunctionRun.of(node);
    if (run.isEmpty() || given.keySet().stream().anyMatch(i -> i < run.get().firstArgument())) {
      throw new GraphException(
          "function '"
              + function.getSignature().getName()
              + "' needs a variable itself and not only its value, in its node '"
              + node.getName()
              + "' ("
              + node.getOp()
              + "), so that it can't be frozen");
    }
    Map<Integer, DataType> shifted = new TreeMap<>();
    given.forEach((input, dtype) -> shifted.put(input - run.get().firstArgument(), dtype));
    return run.get().retyped(node, shifted, name -> specialise.apply(name, shifted));
  }
}
