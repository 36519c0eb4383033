package org.imagebeam.train;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The tutorial's network: {@code softmax(x W + b)}, of which W and b start as zeros. */
final class SoftmaxRegression {
  /** The weights: {@code [features, classes]}. */
  static final String WEIGHTS = "W";

  /** What each class is liked by without looking: {@code [classes]}. */
  static final String BIASES = "b";

  private final Shape weightsShape;
  private final Shape biasesShape;
  private final Operand<TType> weights;
  private final Operand<TType> biases;

  /** The variables' values at one moment. */
  record Values(Operand<TFloat32> weights, Operand<TFloat32> biases) {
    /**
     * The network's answer.
     *
     * @param name of its last node
     * @param x {@code [batch, features]}, 0 to 1
     * @return {@code [batch, classes]}, each row adding up to 1
     */
    Operand<TFloat32> predict(Ops tf, String name, Operand<TFloat32> x) {
      return tf.withName(name).nn.softmax(tf.nn.biasAdd(tf.linalg.matMul(x, weights), biases));
    }
  }

  SoftmaxRegression(Variables variables, int features) {
    weightsShape = Shape.of(features, DataShape.CLASSES);
    biasesShape = Shape.of(DataShape.CLASSES);
    weights = variables.zeros(WEIGHTS, weightsShape);
    biases = variables.zeros(BIASES, biasesShape);
  }

  /** The names of what is learnt. */
  static List<String> learnt() {
    return List.of(WEIGHTS, BIASES);
  }

  Values read(Ops tf) {
    return new Values(
        tf.readVariableOp(weights, TFloat32.class), tf.readVariableOp(biases, TFloat32.class));
  }

  /** The variables with the gradients by them. */
  List<Parameter> parameters(Operand<TFloat32> byWeights, Operand<TFloat32> byBiases) {
    return List.of(
        new Parameter(WEIGHTS, weightsShape, weights, byWeights),
        new Parameter(BIASES, biasesShape, biases, byBiases));
  }
}
