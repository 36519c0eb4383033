package org.imagebeam.graph.int8;

import java.util.Optional;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * The 256 values that a quantized tensor takes: {@code step * (q - zero)} for q from 0 to 255. Zero
 * is always one of them, so that padding is exact.
 *
 * @param step between two values, above 0
 * @param zero the q that stands for 0, from 0 to 255
 */
public record QuantizedRange(float step, int zero) {
  static final String OP = "FakeQuantWithMinMaxArgs";
  static final int LARGEST = 255;

  /** Of tensors that are zero everywhere. */
  private static final float LEAST_STEP = 1e-8f;

  private static final int BITS = 8;

  /** Makes the range that covers {@code min} to {@code max}, and 0. */
  public static QuantizedRange covering(double min, double max) {
    double low = Math.min(0, min);
    double high = Math.max(0, max);
    int zero = (int) Math.floor(-low / Math.max(high - low, LEAST_STEP) * LARGEST);
    double step = step(low, high, zero);
    if (zero < LARGEST && step(low, high, zero + 1) < step) {
      zero++;
      step = step(low, high, zero);
    }
    return new QuantizedRange((float) Math.max(step, LEAST_STEP), zero);
  }

  /** The least step with which both ends are covered. */
  private static double step(double low, double high, int zero) {
    double below = low == 0 ? 0 : -low / zero;
    double above = high == 0 ? 0 : high / (LARGEST - zero);
    return Math.max(below, above);
  }

  /** Reads the range of a node that rounds to 256 values; empty if it is another one. */
  static Optional<QuantizedRange> of(NodeDef node) {
    boolean eightBits =
        node.getOp().equals(OP)
            && node.getInputCount() == 1
            && node.getAttrOrDefault("num_bits", Nodes.of(BITS)).getI() == BITS
            && !node.getAttrOrDefault("narrow_range", Nodes.of(false)).getB();
    if (!eightBits) {
      return Optional.empty();
    }
    float min = real(node, "min", -6);
    float max = real(node, "max", 6);
    float step = (max - min) / LARGEST;
    int zero = Math.round(-min / step);
    boolean exact = zero >= 0 && zero <= LARGEST && Math.abs(zero + min / step) < 1e-3;
    return step > 0 && exact ? Optional.of(new QuantizedRange(step, zero)) : Optional.empty();
  }

  private static float real(NodeDef node, String attribute, float otherwise) {
    AttrValue value = node.getAttrOrDefault(attribute, Nodes.real(otherwise));
    return value.getF();
  }

  /** Returns the least value. */
  public float min() {
    return -zero * step;
  }

  /** Returns the largest value. */
  public float max() {
    return (LARGEST - zero) * step;
  }

  /** The width of the range, which is what ops whose least value is 0 take for their largest. */
  float width() {
    return LARGEST * step;
  }

  /** Makes the node that rounds {@code input} to these values. */
  NodeDef node(String name, String input) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(OP)
        .addInput(input)
        .putAttr("min", Nodes.real(min()))
        .putAttr("max", Nodes.real(max()))
        .putAttr("num_bits", Nodes.of(BITS))
        .putAttr("narrow_range", Nodes.of(false))
        .build();
  }
}
