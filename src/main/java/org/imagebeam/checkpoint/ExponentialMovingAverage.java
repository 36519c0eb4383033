package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imagebeam.checkpoint.Variables.Form;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/**
 * Keeps moving averages of variables, with the meaning of {@code tf.train.ExponentialMovingAverage}
 * (TensorFlow 2.18, tensorflow/python/training/moving_averages.py) without its {@code zero_debias}.
 *
 * <p>Each variable {@code v} gets a shadow, {@code v/ExponentialMovingAverage}, that starts with
 * the variable's initial value and moves by {@code shadow -= (1 - decay) * (shadow - v)}.
 * Immutable; a graph is the caller's.
 */
public final class ExponentialMovingAverage {
  private static final String NAME = "ExponentialMovingAverage";
  private static final Set<DataType> AVERAGEABLE =
      Set.of(DataType.DT_BFLOAT16, DataType.DT_HALF, DataType.DT_FLOAT, DataType.DT_DOUBLE);

  private final float decay;
  private final Optional<Output<?>> numUpdates;
  private final Optional<Float> share;

  /**
   * Averages with the same decay at each step.
   *
   * @param decay from 0 to 1; near 1 it moves slowly
   */
  public ExponentialMovingAverage(double decay) {
    this(decay, Optional.empty(), Optional.empty());
  }

  /**
   * Averages with less decay at first: {@code min(decay, (1 + numUpdates) / (10 + numUpdates))}.
   *
   * @param numUpdates a scalar of the graph, such as what reads the step
   */
  public ExponentialMovingAverage(double decay, Output<?> numUpdates) {
    this(decay, Optional.of(numUpdates), Optional.empty());
  }

  private ExponentialMovingAverage(
      double decay, Optional<Output<?>> numUpdates, Optional<Float> share) {
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay is " + decay + ", not from 0 to 1");
    }
    this.decay = (float) decay;
    this.numUpdates = numUpdates;
    this.share = share;
  }

  /**
   * Returns averages that move by this share of the difference at each step. It is {@code 1 -
   * decay} without the digits that are lost where a decay near 1 is a float32, as it is in Python.
   *
   * @param share from 0 to 1; near 0 they move slowly
   */
  public static ExponentialMovingAverage movingBy(float share) {
    return new ExponentialMovingAverage(1 - share, Optional.empty(), Optional.of(share));
  }

  /**
   * Adds the shadows that are missing, to be initialised with the other variables, and a node that
   * moves them. (Where a shadow's variable has a value when it is initialised, it starts with
   * that.)
   *
   * @return the node, to be run after each step
   * @throws IllegalArgumentException if one is no variable, is no number with a fraction, or has no
   *     initial value in the graph
   */
  public Operation apply(Graph graph, List<String> variables) {
    return apply(graph, variables, List.of());
  }

  /**
   * Adds what {@link #apply(Graph, List)} adds, for a node that is run together with a step.
   *
   * @param after the nodes of the step that change the variables; the averages move after them
   * @return the node
   * @throws IllegalArgumentException if one is no variable, is no number with a fraction, or has no
   *     initial value in the graph
   */
  public Operation apply(Graph graph, List<String> variables, List<Operation> after) {
    requireNonNull(graph, "graph is null");
    List<GraphVariable> values =
        variables.stream().map(name -> GraphVariable.named(graph, name)).toList();
    values.forEach(this::addShadow);
    NodeScope scope = NodeScope.unique(graph, NAME);
    Output<?> kept = rate(scope);
    List<GraphOperation> updates = new ArrayList<>();
    for (GraphVariable variable : values) {
      String name = scope.unique("AssignMovingAvg");
      updates.add(update(graph, name, variable, kept, after));
    }
    GraphOperationBuilder all = NodeScope.node(graph, "NoOp", scope.name());
    updates.forEach(all::addControlInput);
    return all.build();
  }

  private void addShadow(GraphVariable variable) {
    Graph graph = variable.op().env();
    if (!AVERAGEABLE.contains(variable.dtype())) {
      throw new IllegalArgumentException(
          "the variable "
              + variable.name()
              + " is of "
              + variable.dtype()
              + ", not half, float or double");
    }
    if (graph.operation(average(variable.name())) != null) {
      return;
    }
    GraphOperation initializer =
        VariableNodes.initializer(variable)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the graph gives the variable " + variable.name() + " no initial value"));
    Output<?> initial =
        new InitialValue(variable, NodeScope.unique(graph, average(variable.name()) + "/cond"))
            .or(initializer.input(1));
    Form form = variable.isResource() ? Form.RESOURCE : Form.REFERENCE;
    Variables.add(graph, average(variable.name()), initial, variable.shape(), form, false);
    ByteString def = VariableDefs.registered(variable);
    GraphCollections.add(graph, GraphCollections.AVERAGED, def);
  }

  /** The share of the difference that is left behind. */
  private Output<?> rate(NodeScope scope) {
    Output<?> kept = scope.number("decay", decay);
    if (numUpdates.isEmpty()) {
      return kept;
    }
    Output<?> updates =
        scope
            .add("Cast", "num_updates")
            .addInput(numUpdates.get())
            .setAttr("DstT", DataType.DT_FLOAT)
            .build()
            .output(0);
    Output<?> above = scope.binary("AddV2", "add", scope.number("one", 1), updates);
    Output<?> below = scope.binary("AddV2", "add", scope.number("ten", 10), updates);
    Output<?> early = scope.binary("RealDiv", "truediv", above, below);
    return scope.binary("Minimum", "Minimum", kept, early);
  }

  private GraphOperation update(
      Graph graph, String name, GraphVariable variable, Output<?> kept, List<Operation> after) {
    NodeScope scope = NodeScope.of(graph, name);
    Output<?> rate =
        share.isPresent()
            ? scope.number("share", share.get())
            : scope.binary("Sub", "sub", scope.number("one", 1), kept);
    if (variable.dtype() != DataType.DT_FLOAT) {
      rate =
          scope
              .add("Cast", "Cast")
              .addInput(rate)
              .setAttr("DstT", variable.dtype())
              .build()
              .output(0);
    }
    GraphVariable shadow = GraphVariable.named(graph, average(variable.name()));
    Output<?> difference =
        scope.binary("Sub", "sub", VariableNodes.snapshot(shadow), value(scope, variable, after));
    Output<?> step = scope.binary("Mul", "mul", difference, rate);
    GraphOperationBuilder update =
        variable.isResource()
            ? scope
                .add("AssignSubVariableOp", "AssignSubVariableOp")
                .setAttr("dtype", variable.dtype())
            : NodeScope.node(graph, "AssignSub", name);
    return update.addInput(shadow.op().output(0)).addInput(step).build();
  }

  private static Output<?> value(NodeScope scope, GraphVariable variable, List<Operation> after) {
    if (after.isEmpty()) {
      return VariableNodes.snapshot(variable);
    }
    GraphOperationBuilder read =
        variable.isResource()
            ? scope.add("ReadVariableOp", "read").setAttr("dtype", variable.dtype())
            : scope.add("Identity", "read");
    read.addInput(variable.op().output(0));
    after.forEach(read::addControlInput);
    return read.build().output(0);
  }

  /** The name of a variable's shadow. */
  public String average(String variable) {
    return requireNonNull(variable, "variable is null") + "/" + NAME;
  }

  /**
   * What a {@link Saver} needs to set the variables to their averages: the shadow's name for each
   * variable that is trained or has an average here, its own for all others.
   *
   * @return variables by the names in the checkpoint
   */
  public Map<String, String> variablesToRestore(Graph graph) {
    return variablesToRestore(graph, VariableDefs.trainedOrAveraged(graph));
  }

  /** Returns these variables under their shadows' names. */
  public Map<String, String> variablesToRestore(Graph graph, List<String> averaged) {
    Map<String, String> names = new TreeMap<>();
    averaged.forEach(
        variable -> names.put(average(variable), GraphVariable.named(graph, variable).name()));
    for (GraphVariable variable : GraphVariable.all(graph)) {
      if (!averaged.contains(variable.name())) {
        names.putIfAbsent(variable.name(), variable.name());
      }
    }
    return names;
  }
}
