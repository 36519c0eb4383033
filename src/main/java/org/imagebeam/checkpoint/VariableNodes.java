package org.imagebeam.checkpoint;

import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.Output;

/** The nodes around a variable: those that read it, initialise it, assign to it. */
final class VariableNodes {
  private static final Set<String> ASSIGNMENTS = Set.of("Assign", "AssignVariableOp");

  private VariableNodes() {}

  /**
   * The variable's value as a saver takes it: a reference, or what a read of the resource gives.
   */
  static Output<?> value(GraphVariable variable) {
    return variable.isResource() ? snapshot(variable) : variable.op().output(0);
  }

  /** What reads the variable, by the name that Python gives it; added where it is missing. */
  static Output<?> snapshot(GraphVariable variable) {
    Graph graph = variable.op().env();
    String name = variable.name() + (variable.isResource() ? "/Read/ReadVariableOp" : "/read");
    GraphOperation known = graph.operation(name);
    if (known != null) {
      return known.output(0);
    }
    if (variable.isResource()) {
      return NodeScope.node(graph, "ReadVariableOp", name)
          .addInput(variable.op().output(0))
          .setAttr("dtype", variable.dtype())
          .setDevice(variable.op().device())
          .build()
          .output(0);
    }
    return NodeScope.node(graph, "Identity", name)
        .addInput(variable.op().output(0))
        .setAttr("_class", new String[] {"loc:@" + variable.name()})
        .build()
        .output(0);
  }

  /**
   * The node that gives the variable its initial value: {@code <name>/Assign} as in Python, else
   * the first assignment of a value that no checkpoint gave.
   */
  static Optional<GraphOperation> initializer(GraphVariable variable) {
    Graph graph = variable.op().env();
    GraphOperation named = graph.operation(variable.name() + "/Assign");
    if (named != null && assigns(named, variable)) {
      return Optional.of(named);
    }
    for (Iterator<GraphOperation> ops = graph.operations(); ops.hasNext(); ) {
      GraphOperation op = ops.next();
      if (assigns(op, variable) && !isRestored(op.input(1).op())) {
        return Optional.of(op);
      }
    }
    return Optional.empty();
  }

  private static boolean assigns(GraphOperation op, GraphVariable variable) {
    return ASSIGNMENTS.contains(op.type()) && op.input(0).op().equals(variable.op());
  }

  private static boolean isRestored(Operation value) {
    GraphOperation op = (GraphOperation) value;
    if (op.type().equals("Identity") || op.type().equals("Reshape")) {
      return isRestored(op.input(0).op());
    }
    return op.type().startsWith("Restore");
  }

  /** A node of a saver's that assigns a value just read from a checkpoint. */
  static GraphOperation assign(NodeScope scope, GraphVariable variable, Output<?> value) {
    if (variable.isResource()) {
      return scope
          .add("AssignVariableOp", "AssignVariableOp")
          .addInput(variable.op().output(0))
          .addInput(scope.identity("Identity", value))
          .setAttr("dtype", variable.dtype())
          .setDevice(variable.op().device())
          .build();
    }
    return scope
        .add("Assign", "Assign")
        .addInput(variable.op().output(0))
        .addInput(value)
        .setAttr("use_locking", true)
        .setAttr("validate_shape", variable.hasKnownShape())
        .setAttr("_class", new String[] {"loc:@" + variable.name()})
        .build();
  }
}
