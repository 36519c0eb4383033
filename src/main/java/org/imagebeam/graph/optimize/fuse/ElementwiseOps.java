package org.imagebeam.graph.optimize.fuse;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** What TensorFlow's element-wise ops of float32 make of one element, computed in double. */
final class ElementwiseOps {
  private static final Map<String, DoubleUnaryOperator> UNARY =
      Map.ofEntries(
          Map.entry("Relu", x -> Math.max(x, 0)),
          Map.entry("Relu6", x -> Math.min(Math.max(x, 0), 6)),
          Map.entry("Elu", x -> x > 0 ? x : Math.expm1(x)),
          Map.entry("Tanh", Math::tanh),
          Map.entry("Sigmoid", x -> 1 / (1 + Math.exp(-x))),
          Map.entry("Softplus", ElementwiseOps::softplus),
          Map.entry("Erf", ElementwiseOps::erf),
          Map.entry("Exp", Math::exp),
          Map.entry("Neg", x -> -x),
          Map.entry("Square", x -> x * x),
          Map.entry("Identity", x -> x));

  private static final Map<String, DoubleBinaryOperator> BINARY =
      Map.of(
          "Add", Double::sum,
          "AddV2", Double::sum,
          "Sub", (x, y) -> x - y,
          "Mul", (x, y) -> x * y,
          "RealDiv", (x, y) -> x / y,
          "Maximum", Math::max,
          "Minimum", Math::min,
          "Pow", Math::pow);

  private static final String LEAKY = "LeakyRelu";

  /** The slope of a LeakyRelu that states none. */
  private static final float LEAK = 0.2f;

  private ElementwiseOps() {}

  /** Whether {@code node} is such an op, and waits for nothing. */
  static boolean has(NodeDef node) {
    int operands =
        BINARY.containsKey(node.getOp())
            ? 2
            : UNARY.containsKey(node.getOp()) || node.getOp().equals(LEAKY) ? 1 : 0;
    return operands > 0
        && node.getInputCount() == operands
        && node.getInputList().stream().noneMatch(GraphIndex::isControl)
        && node.getAttrMap().containsKey("T")
        && node.getAttrOrThrow("T").getType() == DataType.DT_FLOAT;
  }

  /**
   * Returns what {@code node} makes of an element.
   *
   * @param operands what its inputs make of it
   */
  static DoubleUnaryOperator of(NodeDef node, List<DoubleUnaryOperator> operands) {
    DoubleUnaryOperator first = operands.get(0);
    if (operands.size() == 2) {
      DoubleUnaryOperator second = operands.get(1);
      DoubleBinaryOperator op = requireNonNull(BINARY.get(node.getOp()));
      return x -> op.applyAsDouble(first.applyAsDouble(x), second.applyAsDouble(x));
    }
    if (node.getOp().equals(LEAKY)) {
      double slope = node.containsAttr("alpha") ? node.getAttrOrThrow("alpha").getF() : LEAK;
      return first.andThen(x -> x > 0 ? x : slope * x);
    }
    return first.andThen(requireNonNull(UNARY.get(node.getOp())));
  }

  static double softplus(double x) {
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  /** The error function: its Maclaurin series, and 1 from where no double tells it from that. */
  static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    // erf x = 2 / sqrt(pi) * exp(-x^2) * sum of (2 x^2)^n x / (1 * 3 * ... * (2 n + 1)): all
    // terms have one sign, so none of its digits is lost.
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
