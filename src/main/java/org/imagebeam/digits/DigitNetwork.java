package org.imagebeam.digits;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.learn.LearnedVariables;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The network, {@code softmax(x W + b)}, with its examples and the nodes that measure it; a
 * training adds its step. Not thread-safe.
 *
 * <p>Nodes have names to go by: who imports the graph from a checkpoint can feed {@code x} and
 * {@code y}, and fetch {@code prediction} or {@code accuracy}.
 */
final class DigitNetwork implements AutoCloseable {
  /** The weights: {@code [features, classes]}. */
  static final String WEIGHTS = "W";

  /** The biases, one a class: {@code [classes]}. */
  static final String BIASES = "b";

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final LearnedVariables variables;
  private final ExampleVariables examples;
  private final Placeholder<TInt32> index;
  private final Operand<TFloat32> correct;
  private final Operand<TFloat32> loss;

  DigitNetwork(DatasetShape shape, Loss loss) {
    variables = variables(graph, shape.features());
    examples = new ExampleVariables(graph, shape);
    index = tf.withName("index").placeholder(TInt32.class);
    ExampleVariables.Batch batch = examples.batch(tf, index, "");
    Operand<TFloat32> prediction = predict(tf, "prediction", batch.x());
    Operand<TInt32> axis = tf.constant(1);
    Operand<TFloat32> hits =
        tf.dtypes.cast(
            tf.math.equal(tf.math.argMax(batch.y(), axis), tf.math.argMax(prediction, axis)),
            TFloat32.class);
    Operand<TInt32> all = tf.constant(0);
    tf.withName("accuracy").math.mean(hits, all);
    correct = tf.reduceSum(hits, all);
    this.loss = loss.of(tf.withSubScope("loss"), prediction, batch.y());
  }

  /**
   * Holds what a training runs in each step.
   *
   * @param index takes the numbers of the batch's examples
   * @param op learns from them
   */
  record Step(Placeholder<TInt32> index, Op op) {}

  /** Adds the network's variables to a graph, which start as zeros. */
  static LearnedVariables variables(Graph graph, int features) {
    Ops tf = Ops.create(graph);
    LearnedVariables variables = new LearnedVariables(graph);
    variables.addLearned(
        WEIGHTS,
        tf.zeros(tf.constant(new long[] {features, DatasetShape.CLASSES}), TFloat32.class));
    variables.addLearned(
        BIASES, tf.zeros(tf.constant(new long[] {DatasetShape.CLASSES}), TFloat32.class));
    return variables;
  }

  /**
   * Adds the network's nodes to a graph.
   *
   * @param name of the last one
   * @param x {@code [batch, features]}, 0 to 1
   * @return {@code [batch, classes]}, each row adding up to 1
   */
  static Operand<TFloat32> predict(
      Ops tf,
      String name,
      Operand<TFloat32> x,
      Operand<TFloat32> weights,
      Operand<TFloat32> biases) {
    return tf.withName(name).nn.softmax(tf.nn.biasAdd(tf.linalg.matMul(x, weights), biases));
  }

  private Operand<TFloat32> predict(Ops scope, String name, Operand<TFloat32> x) {
    return predict(scope, name, x, value(WEIGHTS), value(BIASES));
  }

  private Operand<TFloat32> value(String variable) {
    return variables.value(variable, TFloat32.class);
  }

  /**
   * Adds the step of a training. It is wired for batches of one size, so that what follows from
   * shapes alone is computed once, not in each step.
   */
  Step addStep(Hyperparameters settings) {
    Ops train = tf.withSubScope("train");
    Placeholder<TInt32> numbers =
        train
            .withName("index")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(settings.batchSize())));
    ExampleVariables.Batch batch = examples.batch(train, numbers, "");
    Operand<TFloat32> prediction = predict(train, "prediction", batch.x());
    Operand<TFloat32> batchLoss = settings.loss().of(train, prediction, batch.y());
    Output<?>[] values =
        variables.learned().stream().map(name -> value(name).asOutput()).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(batchLoss.asOutput(), values);
    List<Op> all =
        new ArrayList<>(
            settings
                .optimizer()
                .apply(train, variables, gradients, train.constant(settings.learningRate())));
    if (settings.emaDecay() > 0) {
      Operation averages = variables.follow(settings.emaDecay(), List.copyOf(all));
      all.add(() -> averages);
    }
    variables.addGlobalStep(train);
    all.add(variables.countStep(train));
    return new Step(numbers, tf.withControlDependencies(all).withName("train_step").noOp());
  }

  /** Returns the graph, which stays this object's. */
  Graph graph() {
    return graph;
  }

  /** Returns the variables, all of which a checkpoint holds. */
  LearnedVariables variables() {
    return variables;
  }

  /** Returns the examples, which no checkpoint holds. */
  ExampleVariables examples() {
    return examples;
  }

  /** Takes the numbers of the examples to measure with: {@code [batch]}. */
  Placeholder<TInt32> index() {
    return index;
  }

  /** Returns how many of them are named right: a float32 scalar. */
  Operand<TFloat32> correct() {
    return correct;
  }

  /** Returns their mean loss: a scalar. */
  Operand<TFloat32> loss() {
    return loss;
  }

  @Override
  public void close() {
    graph.close();
  }
}
