package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.checkpoint.Variables;
import org.imagebeam.graph.Thawer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The variables of a graph under construction: those that are learnt, whose first values are fed,
 * and those that learning needs beside them. All are made as {@link Thawer} makes them, so that
 * what belongs to one has its name. Not thread-safe.
 */
final class TunedVariables {
  private final Graph graph;
  private final Ops tf;
  private final List<String> learnt;
  private final List<String> beside = new ArrayList<>();

  /**
   * @param thawed variables that the graph has
   */
  TunedVariables(Graph graph, List<String> thawed) {
    this.graph = requireNonNull(graph, "graph is null");
    this.tf = Ops.create(graph).withSubScope("fine_tune");
    this.learnt = new ArrayList<>(thawed);
  }

  /** Adds a float32 variable that is learnt; gives what reads it. */
  Operand<TFloat32> addLearnt(String name, Shape shape) {
    Output<?> initial =
        graph
            .opBuilder("Placeholder", Thawer.initialValue(name), graph.baseScope())
            .setAttr("dtype", DataType.DT_FLOAT)
            .setAttr("shape", shape)
            .build()
            .output(0);
    learnt.add(name);
    return Variables.add(graph, name, initial, Variables.Form.RESOURCE, true)
        .expect(TFloat32.class);
  }

  /** Adds a variable that is not learnt, with a first value of the graph. */
  void addBeside(String name, Operand<? extends TType> initial) {
    beside.add(name);
    Variables.add(graph, name, initial.asOutput(), Variables.Form.RESOURCE, false);
  }

  /** Adds a float32 variable that is not learnt and starts full of zeros. */
  void addZeros(String name, Shape shape) {
    addBeside(name, tf.fill(tf.constant(shape.asArray()), tf.constant(0f)));
  }

  /** A variable's handle. */
  Operand<TType> handle(String name) {
    return graph.operation(name).output(0);
  }

  /** What reads a variable. */
  <T extends TType> Operand<T> value(String name, Class<T> type) {
    return graph.operation(Thawer.read(name)).output(0).expect(type);
  }

  Shape shape(String name) {
    return graph.operation(name).attributes().getAttrShape("shape");
  }

  /** The names of those that are learnt. */
  List<String> learnt() {
    return List.copyOf(learnt);
  }

  /** The names of those that aren't. */
  List<String> beside() {
    return List.copyOf(beside);
  }

  /** The names of all: what the next step needs. */
  List<String> all() {
    List<String> all = new ArrayList<>(learnt);
    all.addAll(beside);
    return all;
  }
}
