package org.imagebeam.learn;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.checkpoint.ExponentialMovingAverage;
import org.imagebeam.checkpoint.Variables;
import org.imagebeam.graph.variables.Unfreezer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Adds the variables of a training to a graph under construction: those that are learned, and those
 * that learning needs beside them. All are resource variables, and have the nodes and the names
 * that TensorFlow for Python gives them. Not thread-safe.
 */
public final class LearnedVariables {
  /** The name that Python gives to the count of steps. */
  public static final String GLOBAL_STEP = "global_step";

  private final Graph graph;
  private final List<String> learned;
  private final List<String> beside = new ArrayList<>();

  /** Starts with no variables. */
  public LearnedVariables(Graph graph) {
    this(graph, List.of());
  }

  /**
   * Starts with variables that the graph has, as {@link Unfreezer} makes them.
   *
   * @param unfrozen their names
   */
  public LearnedVariables(Graph graph, List<String> unfrozen) {
    this.graph = requireNonNull(graph, "graph is null");
    this.learned = new ArrayList<>(unfrozen);
  }

  /**
   * Adds a variable that is learned.
   *
   * @param initial its first value, of the graph
   * @return what reads it
   */
  public Operand<TFloat32> addLearned(String name, Operand<TFloat32> initial) {
    learned.add(name);
    return Variables.add(graph, name, initial.asOutput(), Variables.Form.RESOURCE, true)
        .expect(TFloat32.class);
  }

  /**
   * Adds a variable that is learned, and whose first value is fed to the placeholder that {@link
   * Unfreezer#initialValue} names.
   *
   * @return what reads it
   */
  public Operand<TFloat32> addFed(String name, Shape shape) {
    Output<TFloat32> initial =
        graph
            .opBuilder("Placeholder", Unfreezer.initialValue(name), graph.baseScope())
            .setAttr("dtype", DataType.DT_FLOAT)
            .setAttr("shape", shape)
            .build()
            .output(0);
    return addLearned(name, initial);
  }

  /** Adds a variable that is not learned, with a first value of the graph. */
  public void addBeside(String name, Operand<? extends TType> initial) {
    beside.add(name);
    Variables.add(graph, name, initial.asOutput(), Variables.Form.RESOURCE, false);
  }

  /** Adds a variable of zeros beside a learned one, of its shape. */
  public void addSlot(Ops tf, String name, String learnedName) {
    addBeside(name, tf.fill(tf.constant(shape(learnedName).asArray()), tf.constant(0f)));
  }

  /** Adds the count of steps, which starts at 0. */
  public void addGlobalStep(Ops tf) {
    addBeside(GLOBAL_STEP, tf.constant(0L));
  }

  /** Adds the node that counts a step. */
  public Op countStep(Ops tf) {
    return tf.assignAddVariableOp(handle(GLOBAL_STEP), tf.constant(1L));
  }

  /**
   * Adds a moving average of each learned variable, and the node that moves them.
   *
   * @param decay above 0 and below 1; near 1 they move slowly
   * @param updates what changes the variables in a step; the averages move after that
   */
  public Operation follow(double decay, List<Op> updates) {
    ExponentialMovingAverage averages = ExponentialMovingAverage.movingBy((float) (1 - decay));
    learned.forEach(name -> beside.add(averages.average(name)));
    return averages.apply(graph, learned, updates.stream().map(Op::op).toList());
  }

  /** Adds a node, {@code init}, that gives the variables which are there by now first values. */
  public Op addInitializer() {
    List<Operation> assignments = new ArrayList<>();
    all().forEach(name -> assignments.add(graph.operation(Unfreezer.assign(name))));
    return Ops.create(graph).withControlDependencyOps(assignments).withName("init").noOp();
  }

  /** Returns a variable's handle. */
  public Operand<TType> handle(String name) {
    return graph.operation(name).output(0);
  }

  /** Returns what reads a variable. */
  public <T extends TType> Operand<T> value(String name, Class<T> type) {
    return graph.operation(Unfreezer.read(name)).output(0).expect(type);
  }

  /** Returns what reads the count of steps: a scalar. */
  public Operand<TInt64> globalStep() {
    return value(GLOBAL_STEP, TInt64.class);
  }

  /** Returns the shape that a variable was added with. */
  public Shape shape(String name) {
    return graph.operation(name).attributes().getAttrShape("shape");
  }

  /** Returns the names of the variables that are learned. */
  public List<String> learned() {
    return List.copyOf(learned);
  }

  /** Returns the names of the variables that are not learned. */
  public List<String> beside() {
    return List.copyOf(beside);
  }

  /** Returns the names of all variables, the learned ones first: what the next step needs. */
  public List<String> all() {
    List<String> all = new ArrayList<>(learned);
    all.addAll(beside);
    return all;
  }
}
