package org.imagebeam.train;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The part of a graph that says how good the network is on any examples. Its nodes have the
 * tutorial's names: who imports the graph from a checkpoint can feed {@code x} and {@code y}, and
 * fetch {@code prediction} or {@code accuracy}.
 *
 * @param index what takes the examples' numbers, {@code [batch]}
 * @param correct how many of them are named right: a float32 scalar
 * @param loss their mean loss: a scalar
 */
record MeasureNodes(Placeholder<TInt32> index, Operand<TFloat32> correct, Operand<TFloat32> loss) {
  static MeasureNodes add(Ops tf, SoftmaxRegression network, ExampleVariables examples, Loss loss) {
    Placeholder<TInt32> index = tf.withName("index").placeholder(TInt32.class);
    ExampleVariables.Batch batch = examples.batch(tf, index, "");
    Operand<TFloat32> prediction = network.read(tf).predict(tf, "prediction", batch.x());
    Operand<TInt32> axis = tf.constant(1);
    Operand<TFloat32> hits =
        tf.dtypes.cast(
            tf.math.equal(tf.math.argMax(batch.y(), axis), tf.math.argMax(prediction, axis)),
            TFloat32.class);
    Operand<TInt32> all = tf.constant(0);
    tf.withName("accuracy").math.mean(hits, all);
    return new MeasureNodes(
        index, tf.reduceSum(hits, all), loss.of(tf.withSubScope("loss"), prediction, batch.y()));
  }
}
