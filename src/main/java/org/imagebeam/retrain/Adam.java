package org.imagebeam.retrain;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The updates of tf.train.AdamOptimizer, with its slots' names and its defaults. It moves each
 * weight by about the learning rate, whatever the size of its gradients: folded batch norms leave
 * channels of very different ones.
 */
final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final String POWER1 = "beta1_power";
  private static final String POWER2 = "beta2_power";

  private Adam() {}

  /**
   * Adds a step's nodes, and the variables it keeps between steps.
   *
   * @param gradients of the learnt variables, in their order
   * @param rate a scalar
   * @return what to run
   */
  static List<Op> apply(
      Ops tf, TunedVariables variables, Output<?>[] gradients, Operand<TFloat32> rate) {
    variables.addBeside(POWER1, tf.constant(BETA1));
    variables.addBeside(POWER2, tf.constant(BETA2));
    Operand<TFloat32> power1 = variables.value(POWER1, TFloat32.class);
    Operand<TFloat32> power2 = variables.value(POWER2, TFloat32.class);
    Operand<TFloat32> beta1 = tf.constant(BETA1);
    Operand<TFloat32> beta2 = tf.constant(BETA2);
    List<Op> updates = new ArrayList<>();
    List<String> learnt = variables.learnt();
    for (int i = 0; i < learnt.size(); i++) {
      String name = learnt.get(i);
      String first = name + "/Adam";
      String second = name + "/Adam_1";
      variables.addZeros(first, variables.shape(name));
      variables.addZeros(second, variables.shape(name));
      updates.add(
          tf.train.resourceApplyAdam(
              variables.handle(name),
              variables.handle(first),
              variables.handle(second),
              power1,
              power2,
              rate,
              beta1,
              beta2,
              tf.constant(EPSILON),
              gradients[i].expect(TFloat32.class)));
    }
    Ops after = tf.withControlDependencies(updates);
    updates.add(after.assignVariableOp(variables.handle(POWER1), tf.math.mul(power1, beta1)));
    updates.add(after.assignVariableOp(variables.handle(POWER2), tf.math.mul(power2, beta2)));
    return updates;
  }
}
