package org.imagebeam.graph.optimize.fuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * An activation that TensorFlow's fused ops know.
 *
 * @param op as their attribute {@code fused_ops} calls it
 * @param slope of a LeakyRelu below 0; 0 of others
 */
record Activation(String op, float slope) {
  static final String SWISH = "_MklSwish";
  static final String MISH = "Mish";
  static final String LEAKY_RELU = "LeakyRelu";

  /** How far two ways to write one function may be apart, in parts of what it is like. */
  private static final double TOLERANCE = 2e-6;

  private record Known(String op, DoubleUnaryOperator function) {}

  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);

  private static final List<Known> ALL =
      List.of(
          new Known("Relu", x -> Math.max(x, 0)),
          new Known("Relu6", Activation::relu6),
          new Known("Elu", x -> x > 0 ? x : Math.expm1(x)),
          new Known("Tanh", Math::tanh),
          new Known("Sigmoid", Activation::sigmoid),
          new Known(SWISH, x -> x * sigmoid(x)),
          new Known("_FusedHardSwish", x -> x * relu6(x + 3) / 6),
          new Known(MISH, x -> x * Math.tanh(ElementwiseOps.softplus(x))),
          new Known("GeluExact", x -> 0.5 * x * (1 + ElementwiseOps.erf(x * SQRT_HALF))),
          new Known(
              "GeluApproximate",
              x -> 0.5 * x * (1 + Math.tanh(SQRT_2_BY_PI * (x + 0.044715 * x * x * x)))));

  /** Where functions are compared: on both sides of all bends, near them, and far out. */
  private static final double[] POINTS = points();

  /** Tells by its values which activation a function is, if it is one. */
  static Optional<Activation> of(DoubleUnaryOperator function) {
    for (Known known : ALL) {
      if (isSame(function, known.function)) {
        return Optional.of(new Activation(known.op, 0));
      }
    }
    double slope = -function.applyAsDouble(-1);
    return slope > 0 && slope < 1 && isSame(function, x -> x > 0 ? x : slope * x)
        ? Optional.of(new Activation(LEAKY_RELU, (float) slope))
        : Optional.empty();
  }

  private static boolean isSame(DoubleUnaryOperator function, DoubleUnaryOperator known) {
    for (double point : POINTS) {
      double wanted = known.applyAsDouble(point);
      double difference = Math.abs(function.applyAsDouble(point) - wanted);
      // The other way round, a difference that isn't a number would pass.
      if (!(difference <= TOLERANCE * Math.max(1, Math.abs(wanted)))) {
        return false;
      }
    }
    return true;
  }

  private static double[] points() {
    List<Double> points = new ArrayList<>(List.of(-300.0, -40.0, 40.0, 300.0));
    for (int i = -96; i <= 96; i++) {
      points.add(i / 8.0 + 0.01);
    }
    return points.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double relu6(double x) {
    return Math.min(Math.max(x, 0), 6);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
