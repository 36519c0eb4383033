package org.imagebeam.train;

import java.util.ArrayList;
import java.util.List;
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
import org.tensorflow.types.family.TType;

/**
 * The part of a graph that learns from a batch. Wired for batches of one size, so that what follows
 * from shapes alone is computed once, not in each step.
 *
 * @param index what takes the numbers of the batch's examples
 * @param globalStep the steps so far: an int64 scalar
 * @param step what to run
 */
record StepNodes(Placeholder<TInt32> index, Operand<TInt64> globalStep, Op step) {
  /** The name that Python gives to the count of steps. */
  static final String GLOBAL_STEP = "global_step";

  static StepNodes add(
      Graph graph,
      Ops root,
      Variables variables,
      SoftmaxRegression network,
      ExampleVariables examples,
      Hyperparameters settings) {
    Ops tf = root.withSubScope("train");
    Placeholder<TInt32> index =
        tf.withName("index")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(settings.batchSize())));
    ExampleVariables.Batch batch = examples.batch(tf, index, "");
    SoftmaxRegression.Values values = network.read(tf);
    Operand<TFloat32> prediction = values.predict(tf, "prediction", batch.x());
    Operand<TFloat32> loss = settings.loss().of(tf, prediction, batch.y());
    Output<?>[] gradients =
        graph.addGradients(
            loss.asOutput(),
            new Output<?>[] {values.weights().asOutput(), values.biases().asOutput()});
    List<Parameter> parameters = network.parameters(gradient(gradients[0]), gradient(gradients[1]));
    List<Op> updates =
        settings.optimizer().apply(tf, variables, parameters, tf.constant(settings.learningRate()));
    List<Op> all = new ArrayList<>(updates);
    if (settings.emaDecay() > 0) {
      all.addAll(Averages.follow(tf, variables, parameters, settings.emaDecay(), updates));
    }
    Operand<TType> globalStep = variables.counter(GLOBAL_STEP);
    all.add(tf.assignAddVariableOp(globalStep, tf.constant(1L)));
    return new StepNodes(
        index,
        tf.readVariableOp(globalStep, TInt64.class),
        root.withControlDependencies(all).withName("train_step").noOp());
  }

  private static Operand<TFloat32> gradient(Output<?> output) {
    return output.expect(TFloat32.class);
  }
}
