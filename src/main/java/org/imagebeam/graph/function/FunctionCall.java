package org.imagebeam.graph.function;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/**
 * A node that runs a function of the graph's library once, in its own place. Loops and branches,
 * which run functions by what a tensor says, are none.
 *
 * @param node that calls
 * @param function that is called
 * @param attributes of the function, where it leaves some to its caller
 */
record FunctionCall(NodeDef node, FunctionDef function, Map<String, AttrValue> attributes) {
  private static final Set<String> CALLS =
      Set.of("PartitionedCall", "StatefulPartitionedCall", "RemoteCall");
  private static final String CALLED = "f";

  /**
   * Reads a node as a call; nothing if it is none.
   *
   * @throws GraphException if it calls a function that the library lacks
   */
  static Optional<FunctionCall> of(NodeDef node, Map<String, FunctionDef> library) {
    FunctionDef byOp = library.get(node.getOp());
    if (byOp != null) {
      return Optional.of(new FunctionCall(node, byOp, node.getAttrMap()));
    }
    if (!CALLS.contains(node.getOp())) {
      return Optional.empty();
    }
    String name = node.getAttrOrDefault(CALLED, AttrValue.getDefaultInstance()).getFunc().getName();
    FunctionDef called = library.get(name);
    if (called == null) {
      throw new GraphException(
          "node '" + node.getName() + "' calls a function '" + name + "', which the graph lacks");
    }
    return Optional.of(
        new FunctionCall(node, called, node.getAttrOrThrow(CALLED).getFunc().getAttrMap()));
  }

  /** Returns an attribute's value, which the caller gives where the function names it only. */
  AttrValue bound(AttrValue value) {
    return value.getPlaceholder().isEmpty()
        ? value
        : attributes.getOrDefault(value.getPlaceholder(), value);
  }
}
