package org.imagebeam.head;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.graph.variables.SoftmaxLayer;
import org.imagebeam.learn.LearnedVariables;
import org.imagebeam.learn.Optimizer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The graph in which the new last layer learns: {@code softmax(bottleneck W + b)}, plain gradient
 * descent on the mean cross-entropy, with the names of retrain.py. Not thread-safe.
 */
final class HeadGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final LearnedVariables variables = new LearnedVariables(graph);
  private final Placeholder<TFloat32> bottlenecks;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TFloat32> firstWeights;
  private final Placeholder<TFloat32> firstBiases;
  private final Op initializer;
  private final Operand<TFloat32> losses;
  private final Operand<TFloat32> crossEntropy;
  private final Operand<TFloat32> accuracy;
  private final Op step;

  HeadGraph(int features, int classes, float learningRate) {
    bottlenecks = floats("BottleneckInputPlaceholder", Shape.of(Shape.UNKNOWN_SIZE, features));
    labels =
        tf.withSubScope("input")
            .withName("GroundTruthInput")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    firstWeights = floats("first_weights", Shape.of(features, classes));
    firstBiases = floats("first_biases", Shape.of(classes));
    Operand<TFloat32> weights = variables.addLearned(HeadWeights.WEIGHTS, firstWeights);
    Operand<TFloat32> biases = variables.addLearned(HeadWeights.BIASES, firstBiases);
    variables.addGlobalStep(tf);
    initializer = variables.addInitializer();
    Operand<TFloat32> logits = tf.nn.biasAdd(tf.linalg.matMul(bottlenecks, weights), biases);
    tf.withName(SoftmaxLayer.OUTPUT).nn.softmax(logits);
    Operand<TFloat32> truth =
        tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    losses = tf.nn.softmaxCrossEntropyWithLogits(logits, truth).loss();
    crossEntropy = tf.withName("cross_entropy").math.mean(losses, tf.constant(0));
    Operand<TInt32> named = tf.math.argMax(logits, tf.constant(1), TInt32.class);
    accuracy =
        tf.withName("accuracy")
            .math
            .mean(tf.dtypes.cast(tf.math.equal(named, labels), TFloat32.class), tf.constant(0));
    step = step(weights, biases, learningRate);
  }

  private Placeholder<TFloat32> floats(String name, Shape shape) {
    return tf.withSubScope("input")
        .withName(name)
        .placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private Op step(Operand<TFloat32> weights, Operand<TFloat32> biases, float learningRate) {
    Ops train = tf.withSubScope("train");
    Output<?>[] gradients =
        graph.addGradients(
            crossEntropy.asOutput(), new Output<?>[] {weights.asOutput(), biases.asOutput()});
    List<Op> updates =
        new ArrayList<>(
            Optimizer.SGD.apply(train, variables, gradients, train.constant(learningRate)));
    updates.add(variables.countStep(train));
    return tf.withControlDependencies(updates).withName("train_step").noOp();
  }

  /** Returns the graph, which stays this object's. */
  Graph graph() {
    return graph;
  }

  /** Takes float32 {@code [batch, features]}. */
  Placeholder<TFloat32> bottlenecks() {
    return bottlenecks;
  }

  /** Takes int32 {@code [batch]}, the numbers of the classes. */
  Placeholder<TInt32> labels() {
    return labels;
  }

  /** Takes float32 {@code [features, classes]} when {@link #initializer} is run. */
  Placeholder<TFloat32> firstWeights() {
    return firstWeights;
  }

  /** Takes float32 {@code [classes]} when {@link #initializer} is run. */
  Placeholder<TFloat32> firstBiases() {
    return firstBiases;
  }

  /** Returns what gives all variables their first values. */
  Op initializer() {
    return initializer;
  }

  /** Returns the cross-entropy of each of a batch, in nats: {@code [batch]}. */
  Operand<TFloat32> losses() {
    return losses;
  }

  /** Returns how much of a batch is named right, of 1: a scalar. */
  Operand<TFloat32> accuracy() {
    return accuracy;
  }

  Operand<TInt64> globalStep() {
    return variables.globalStep();
  }

  /** Returns what a step runs. */
  Op step() {
    return step;
  }

  @Override
  public void close() {
    graph.close();
  }
}
