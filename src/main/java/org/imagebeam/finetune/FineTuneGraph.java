package org.imagebeam.finetune;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.variables.SoftmaxLayer;
import org.imagebeam.graph.variables.Unfreezer;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.learn.LearnedVariables;
import org.imagebeam.learn.Optimizer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A network with the new layer behind it, and the nodes of a step that learns. Holds no values of
 * what is learnt: they are fed. Not thread-safe.
 */
final class FineTuneGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph).withSubScope("fine_tune");
  private final LearnedVariables variables;
  private final Output<?> pixels;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TFloat32> learningRate;
  private final Operand<TFloat32> hits;
  private final Operand<TFloat32> losses;
  private final Op step;

  /**
   * Adds all nodes.
   *
   * @param features of a bottleneck
   * @throws GraphException if TensorFlow refuses the network, or has no gradient for one of its ops
   */
  FineTuneGraph(TunableNetwork network, int features, int classes) {
    try {
      graph.importGraphDef(Unfreezer.unfreeze(network.network().graph(), network.weights()));
      variables = new LearnedVariables(graph, network.weights());
      pixels = graph.operation(network.network().input()).output(0);
      Operand<TFloat32> bottleneck =
          graph.operation(network.bottleneck()).output(0).expect(TFloat32.class);
      Operand<TFloat32> logits = addHead(bottleneck, features, classes);
      labels = tf.withName("labels").placeholder(TInt32.class);
      hits =
          tf.reduceSum(
              tf.dtypes.cast(
                  tf.math.equal(tf.math.argMax(logits, tf.constant(1), TInt32.class), labels),
                  TFloat32.class),
              tf.constant(0));
      Operand<TFloat32> truth =
          tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
      losses = tf.nn.softmaxCrossEntropyWithLogits(logits, truth).loss();
      learningRate =
          tf.withName("learning_rate")
              .placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      step = addStep(tf.math.mean(losses, tf.constant(0)));
    } catch (IllegalArgumentException | UnsupportedOperationException | TensorFlowException e) {
      graph.close();
      throw new GraphException("TensorFlow can't train it: " + e.getMessage());
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private Operand<TFloat32> addHead(Operand<TFloat32> bottleneck, int features, int classes) {
    Operand<TFloat32> weights = variables.addFed(HeadWeights.WEIGHTS, Shape.of(features, classes));
    Operand<TFloat32> biases = variables.addFed(HeadWeights.BIASES, Shape.of(classes));
    Operand<TFloat32> rows = tf.reshape(bottleneck, tf.constant(new int[] {-1, features}));
    Operand<TFloat32> logits = tf.nn.biasAdd(tf.linalg.matMul(rows, weights), biases);
    Ops.create(graph).withName(SoftmaxLayer.OUTPUT).nn.softmax(logits);
    return logits;
  }

  private Op addStep(Operand<TFloat32> loss) {
    List<String> learnt = variables.learned();
    Output<?>[] values =
        learnt.stream()
            .map(name -> variables.value(name, TFloat32.class).asOutput())
            .toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), values);
    List<Op> all = new ArrayList<>(Optimizer.ADAM.apply(tf, variables, gradients, learningRate));
    variables.addGlobalStep(tf);
    all.add(variables.countStep(tf));
    return tf.withControlDependencies(all).withName("step").noOp();
  }

  /** Returns the graph, which stays this object's. */
  Graph graph() {
    return graph;
  }

  LearnedVariables variables() {
    return variables;
  }

  /** Takes the images: {@code [batch, height, width, 3]}. */
  Output<?> pixels() {
    return pixels;
  }

  /** Takes the numbers of their classes: {@code [batch]}. */
  Placeholder<TInt32> labels() {
    return labels;
  }

  /** Takes the rate of {@link #step}: a scalar. */
  Placeholder<TFloat32> learningRate() {
    return learningRate;
  }

  /** Returns how many images of the batch are named right: a scalar. */
  Operand<TFloat32> hits() {
    return hits;
  }

  /** Returns the cross-entropy of each, in nats: {@code [batch]}. */
  Operand<TFloat32> losses() {
    return losses;
  }

  /** Returns the steps so far: a scalar. */
  Operand<TInt64> globalStep() {
    return variables.globalStep();
  }

  /** Returns what to run to learn from the batch. */
  Op step() {
    return step;
  }

  @Override
  public void close() {
    graph.close();
  }
}
