package org.imagebeam.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Shadows that follow the learnt variables, as tf.train.ExponentialMovingAverage keeps them. */
final class Averages {
  private static final String SUFFIX = "/ExponentialMovingAverage";

  private Averages() {}

  /**
   * Adds the shadows, and the nodes that move them.
   *
   * @param after the updates of the variables, which come first
   * @return what to run
   */
  static List<Op> follow(
      Ops tf, Variables variables, List<Parameter> all, double decay, List<Op> after) {
    Ops updated = tf.withControlDependencies(after);
    Operand<TFloat32> rest = tf.constant((float) (1 - decay));
    List<Op> moves = new ArrayList<>();
    for (Parameter one : all) {
      Operand<TType> shadow = variables.zeros(of(one.name()), one.shape());
      Operand<TFloat32> value = updated.readVariableOp(one.handle(), TFloat32.class);
      Operand<TFloat32> before = tf.readVariableOp(shadow, TFloat32.class);
      moves.add(tf.assignSubVariableOp(shadow, tf.math.mul(tf.math.sub(before, value), rest)));
    }
    return moves;
  }

  /** The name of a variable's shadow. */
  static String of(String variable) {
    return variable + SUFFIX;
  }

  /** The learnt variables, each under its shadow's name: for restoring the one from the other. */
  static Map<String, String> inPlaceOf(List<String> learnt) {
    Map<String, String> names = new LinkedHashMap<>();
    learnt.forEach(name -> names.put(of(name), name));
    return names;
  }
}
