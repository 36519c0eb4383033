package org.imagebeam.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Changes variables in a step: tf.train's optimizers, with their slots' names and defaults. */
public enum Optimizer {
  /** GradientDescentOptimizer. */
  SGD {
    @Override
    public List<Op> apply(
        Ops tf, LearnedVariables variables, Output<?>[] gradients, Operand<TFloat32> rate) {
      return updates(
          variables,
          gradients,
          (name, gradient) ->
              tf.train.resourceApplyGradientDescent(variables.handle(name), rate, gradient));
    }
  },

  /** MomentumOptimizer with a momentum of 0.9. */
  MOMENTUM {
    @Override
    public List<Op> apply(
        Ops tf, LearnedVariables variables, Output<?>[] gradients, Operand<TFloat32> rate) {
      return updates(
          variables,
          gradients,
          (name, gradient) -> {
            String slot = name + "/Momentum";
            variables.addSlot(tf, slot, name);
            return tf.train.resourceApplyMomentum(
                variables.handle(name), variables.handle(slot), rate, gradient, tf.constant(0.9f));
          });
    }
  },

  /**
   * AdamOptimizer. It moves each weight by about the learning rate, whatever the size of its
   * gradients: folded batch norms leave channels of very different ones.
   */
  ADAM {
    @Override
    public List<Op> apply(
        Ops tf, LearnedVariables variables, Output<?>[] gradients, Operand<TFloat32> rate) {
      Operand<TFloat32> beta1 = tf.constant(0.9f);
      Operand<TFloat32> beta2 = tf.constant(0.999f);
      Operand<TFloat32> epsilon = tf.constant(1e-8f);
      variables.addBeside(POWER1, beta1);
      variables.addBeside(POWER2, beta2);
      Operand<TFloat32> power1 = variables.value(POWER1, TFloat32.class);
      Operand<TFloat32> power2 = variables.value(POWER2, TFloat32.class);
      List<Op> updates =
          updates(
              variables,
              gradients,
              (name, gradient) -> {
                String first = name + "/Adam";
                String second = name + "/Adam_1";
                variables.addSlot(tf, first, name);
                variables.addSlot(tf, second, name);
                return tf.train.resourceApplyAdam(
                    variables.handle(name),
                    variables.handle(first),
                    variables.handle(second),
                    power1,
                    power2,
                    rate,
                    beta1,
                    beta2,
                    epsilon,
                    gradient);
              });
      Ops after = tf.withControlDependencies(updates);
      updates.add(after.assignVariableOp(variables.handle(POWER1), tf.math.mul(power1, beta1)));
      updates.add(after.assignVariableOp(variables.handle(POWER2), tf.math.mul(power2, beta2)));
      return updates;
    }
  };

  private static final String POWER1 = "beta1_power";
  private static final String POWER2 = "beta2_power";

  /**
   * Adds the nodes of a step, and the variables it keeps between steps.
   *
   * @param gradients of the learned variables, in their order
   * @param rate a scalar
   * @return what to run
   */
  public abstract List<Op> apply(
      Ops tf, LearnedVariables variables, Output<?>[] gradients, Operand<TFloat32> rate);

  private static List<Op> updates(
      LearnedVariables variables,
      Output<?>[] gradients,
      BiFunction<String, Operand<TFloat32>, Op> update) {
    List<Op> updates = new ArrayList<>();
    List<String> names = variables.learned();
    for (int i = 0; i < names.size(); i++) {
      updates.add(update.apply(names.get(i), gradients[i].expect(TFloat32.class)));
    }
    return updates;
  }

  /** Returns the name that users write. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
