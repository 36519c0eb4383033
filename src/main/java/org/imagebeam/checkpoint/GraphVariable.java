package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** A variable among a graph's nodes. */
record GraphVariable(GraphOperation op, DataType dtype, Shape shape) {
  private static final Set<String> REFERENCES = Set.of("Variable", "VariableV2");
  private static final String RESOURCE = "VarHandleOp";

  GraphVariable {
    requireNonNull(op, "op is null");
    requireNonNull(dtype, "dtype is null");
    requireNonNull(shape, "shape is null");
  }

  /** All variables of a graph, in the order in which they were added. */
  static List<GraphVariable> all(Graph graph) {
    List<GraphVariable> variables = new ArrayList<>();
    for (Iterator<GraphOperation> ops = graph.operations(); ops.hasNext(); ) {
      GraphOperation op = ops.next();
      if (isVariable(op)) {
        variables.add(of(op));
      }
    }
    return variables;
  }

  /**
   * The variable of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static GraphVariable named(Graph graph, String name) {
    GraphOperation op = graph.operation(requireNonNull(name, "name is null"));
    if (op == null) {
      throw new IllegalArgumentException("the graph has no variable " + name);
    }
    if (!isVariable(op)) {
      throw new IllegalArgumentException(name + " is no variable but a node " + op.type());
    }
    return of(op);
  }

  static boolean isVariable(GraphOperation op) {
    return REFERENCES.contains(op.type()) || op.type().equals(RESOURCE);
  }

  static GraphVariable of(GraphOperation op) {
    return new GraphVariable(
        op, op.attributes().getAttrType("dtype"), op.attributes().getAttrShape("shape"));
  }

  String name() {
    return op.name();
  }

  boolean isResource() {
    return op.type().equals(RESOURCE);
  }

  boolean hasKnownShape() {
    return !shape.hasUnknownDimension() && !shape.isUnknown();
  }
}
