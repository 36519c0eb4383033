package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The variables of a graph under construction: resource variables, with the names that Python gives
 * them, slashes and all. Not thread-safe.
 */
final class Variables {
  private final Graph graph;
  private final Ops tf;
  private final List<String> names = new ArrayList<>();
  private final List<Op> initializers = new ArrayList<>();

  Variables(Graph graph) {
    this.graph = requireNonNull(graph, "graph is null");
    this.tf = Ops.create(graph);
  }

  /** A float32 variable that starts full of zeros. */
  Operand<TType> zeros(String name, Shape shape) {
    return add(
        name, DataType.DT_FLOAT, shape, tf.zeros(tf.constant(shape.asArray()), TFloat32.class));
  }

  /** A float32 scalar. */
  Operand<TType> scalar(String name, float initial) {
    return add(name, DataType.DT_FLOAT, Shape.scalar(), tf.constant(initial));
  }

  /** An int64 scalar that starts at 0. */
  Operand<TType> counter(String name) {
    Operand<TInt64> zero = tf.constant(0L);
    return add(name, DataType.DT_INT64, Shape.scalar(), zero);
  }

  private Operand<TType> add(
      String name, DataType dtype, Shape shape, Operand<? extends TType> initial) {
    Operand<TType> handle = unsaved(name, dtype, shape);
    names.add(name);
    initializers.add(tf.withSubScope("init").assignVariableOp(handle, initial));
    return handle;
  }

  /** A variable that no checkpoint holds, and that somebody else gives its first value. */
  Operand<TType> unsaved(String name, DataType dtype, Shape shape) {
    // Unlike Ops.withName, this takes slashes.
    Operation handle =
        graph
            .opBuilder("VarHandleOp", name, graph.baseScope())
            .setAttr("dtype", dtype)
            .setAttr("shape", shape)
            .setAttr("shared_name", name)
            .build();
    return handle.output(0);
  }

  /** The names of all that a checkpoint holds, in the order of their making. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** What gives all of these their first values. */
  List<Op> initializers() {
    return List.copyOf(initializers);
  }
}
