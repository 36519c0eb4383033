package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/** Adds variables to graphs with the nodes and the names that TensorFlow for Python gives them. */
public final class Variables {
  /** How a variable is held. */
  public enum Form {
    /** {@code VariableV2}, as TensorFlow 1 had it by default. */
    REFERENCE,
    /** {@code VarHandleOp}. */
    RESOURCE
  }

  private Variables() {}

  /**
   * Adds a variable: {@code <name>}, {@code <name>/Assign} that initialises it, and what reads it,
   * {@code <name>/read} or {@code <name>/Read/ReadVariableOp}.
   *
   * @param initialValue of the graph; the variable has its type and its shape
   * @param trainable whether it is in the collection {@code trainable_variables}
   * @return what reads it
   */
  public static Output<?> add(
      Graph graph, String name, Output<?> initialValue, Form form, boolean trainable) {
    requireNonNull(form, "form is null");
    return add(graph, name, initialValue, initialValue.shape(), form, trainable);
  }

  static Output<?> add(
      Graph graph, String name, Output<?> initialValue, Shape shape, Form form, boolean trainable) {
    boolean resource = form == Form.RESOURCE;
    GraphOperationBuilder node =
        NodeScope.node(graph, resource ? "VarHandleOp" : "VariableV2", name)
            .setAttr("dtype", initialValue.dataType())
            .setAttr("shape", shape)
            .setAttr("container", "")
            .setAttr("shared_name", resource ? name : "");
    GraphVariable variable = GraphVariable.of(node.build());
    GraphOperationBuilder assign =
        NodeScope.node(graph, resource ? "AssignVariableOp" : "Assign", name + "/Assign")
            .addInput(variable.op().output(0))
            .addInput(initialValue)
            .setAttr("validate_shape", !resource && variable.hasKnownShape());
    if (resource) {
      assign.setAttr("dtype", variable.dtype());
    } else {
      assign.setAttr("use_locking", true).setAttr("_class", new String[] {"loc:@" + name});
    }
    assign.build();
    Output<?> snapshot = VariableNodes.snapshot(variable);
    ByteString def = VariableDefs.of(variable, trainable).orElseThrow().toByteString();
    GraphCollections.add(graph, GraphCollections.VARIABLES, def);
    if (trainable) {
      GraphCollections.add(graph, GraphCollections.TRAINABLE, def);
    }
    return snapshot;
  }

  /**
   * Adds a node that initialises all variables which the graph has now and knows an initial value
   * of: {@code init}, {@code init_1} and so on.
   */
  public static Operation initializer(Graph graph) {
    List<GraphOperation> assignments = new ArrayList<>();
    for (GraphVariable variable : GraphVariable.all(graph)) {
      VariableNodes.initializer(variable).ifPresent(assignments::add);
    }
    GraphOperationBuilder init =
        NodeScope.node(graph, "NoOp", NodeScope.unique(graph, "init").name());
    assignments.forEach(init::addControlInput);
    return init.build();
  }
}
