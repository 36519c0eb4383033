package org.imagebeam.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.imagebeam.storage.InvalidValueException;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * How a step changes the variables: tf.train's optimizers, with their slots' names and defaults.
 */
enum Optimizer {
  /** GradientDescentOptimizer, at the tutorial's rate. */
  SGD(0.2f) {
    @Override
    List<Op> apply(Ops tf, Variables variables, List<Parameter> all, Operand<TFloat32> rate) {
      List<Op> updates = new ArrayList<>();
      for (Parameter one : all) {
        updates.add(tf.train.resourceApplyGradientDescent(one.handle(), rate, one.gradient()));
      }
      return updates;
    }
  },

  /**
   * MomentumOptimizer with a momentum of 0.9, at a tenth of SGD's rate: ten times as far a step.
   */
  MOMENTUM(0.02f) {
    @Override
    List<Op> apply(Ops tf, Variables variables, List<Parameter> all, Operand<TFloat32> rate) {
      List<Op> updates = new ArrayList<>();
      for (Parameter one : all) {
        Operand<TType> slot = variables.zeros(one.name() + "/Momentum", one.shape());
        updates.add(
            tf.train.resourceApplyMomentum(
                one.handle(), slot, rate, one.gradient(), tf.constant(0.9f)));
      }
      return updates;
    }
  },

  /** AdamOptimizer with Python's betas and epsilon. */
  ADAM(0.001f) {
    @Override
    List<Op> apply(Ops tf, Variables variables, List<Parameter> all, Operand<TFloat32> rate) {
      Operand<TFloat32> beta1 = tf.constant(0.9f);
      Operand<TFloat32> beta2 = tf.constant(0.999f);
      Operand<TType> power1 = variables.scalar("beta1_power", 0.9f);
      Operand<TType> power2 = variables.scalar("beta2_power", 0.999f);
      Operand<TFloat32> before1 = tf.readVariableOp(power1, TFloat32.class);
      Operand<TFloat32> before2 = tf.readVariableOp(power2, TFloat32.class);
      List<Op> updates = new ArrayList<>();
      for (Parameter one : all) {
        Operand<TType> m = variables.zeros(one.name() + "/Adam", one.shape());
        Operand<TType> v = variables.zeros(one.name() + "/Adam_1", one.shape());
        updates.add(
            tf.train.resourceApplyAdam(
                one.handle(),
                m,
                v,
                before1,
                before2,
                rate,
                beta1,
                beta2,
                tf.constant(1e-8f),
                one.gradient()));
      }
      Ops after = tf.withControlDependencies(updates);
      List<Op> powers = new ArrayList<>(updates);
      powers.add(after.assignVariableOp(power1, tf.math.mul(before1, beta1)));
      powers.add(after.assignVariableOp(power2, tf.math.mul(before2, beta2)));
      return powers;
    }
  };

  private final float usualRate;

  Optimizer(float usualRate) {
    this.usualRate = usualRate;
  }

  /** The learning rate where none is given. */
  float usualRate() {
    return usualRate;
  }

  /**
   * Adds the nodes of a step, and the variables it keeps between steps.
   *
   * @return what to run
   */
  abstract List<Op> apply(Ops tf, Variables variables, List<Parameter> all, Operand<TFloat32> rate);

  /** As users write it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws InvalidValueException if there is none of that name
   */
  static Optimizer parse(String text) {
    return Arrays.stream(values())
        .filter(optimizer -> optimizer.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "--optimizer must be "
                        + Arrays.stream(values())
                            .map(Optimizer::text)
                            .collect(Collectors.joining(", "))
                        + ", not '"
                        + text
                        + "'"));
  }
}
