package org.imagebeam.digits;

import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Says what training makes small. */
enum Loss {
  /**
   * The mean of softmax_cross_entropy_with_logits. It is given what has been through a softmax
   * already, since the figures of the same network in Python, to which ours are held, came about
   * so.
   */
  SOFTMAX_CROSS_ENTROPY {
    @Override
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> labels) {
      return tf.math.mean(
          tf.nn.softmaxCrossEntropyWithLogits(prediction, labels).loss(), tf.constant(0));
    }
  },

  /** The mean of the squares of what is missing. */
  QUADRATIC {
    @Override
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> labels) {
      return tf.math.mean(
          tf.math.square(tf.math.sub(labels, prediction)), tf.constant(new int[] {0, 1}));
    }
  };

  /**
   * Adds the nodes.
   *
   * @param prediction {@code [batch, classes]}, each row adding up to 1
   * @param labels one-hot, of the same shape
   * @return a scalar
   */
  abstract Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> labels);

  /** Returns the name that users write. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
