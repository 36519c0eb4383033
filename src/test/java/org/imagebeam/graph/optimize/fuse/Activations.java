package org.imagebeam.graph.optimize.fuse;

import java.util.stream.Stream;
import org.imagebeam.graph.WrittenNodes;

/** An activation of a node {@code bias} as a library writes it, ending in {@code out}. */
final class Activations extends WrittenNodes {
  private final String name;
  private final String fused;

  private Activations(String name, String fused) {
    this.name = name;
    this.fused = fused;
  }

  /** Whose it is. */
  String name() {
    return name;
  }

  /** What TensorFlow's fused ops call it. */
  String fused() {
    return fused;
  }

  static Stream<Activations> all() {
    return Stream.of(
        keras3Swish(),
        swish(),
        keras3HardSwish(),
        keras2HardSwish(),
        slimHardSwish(),
        mish(),
        leakyByMaximum(),
        keras3Gelu(),
        geluByTanh());
  }

  static Activations keras3Swish() {
    Activations written = new Activations("keras 3 swish", "_MklSwish");
    written.op("beta", "Mul", written.scalar("one", 1), "bias");
    written.op("sigmoid", "Sigmoid", "beta");
    written.op("out", "Mul", "bias", "sigmoid");
    return written;
  }

  static Activations swish() {
    Activations written = new Activations("swish", "_MklSwish");
    written.op("sigmoid", "Sigmoid", "bias");
    written.op("out", "Mul", "sigmoid", "bias");
    return written;
  }

  static Activations keras3HardSwish() {
    Activations written = new Activations("keras 3 hard swish", "_FusedHardSwish");
    written.op("plus", "AddV2", "bias", written.scalar("three", 3));
    written.op("relu6", "Relu6", "plus");
    written.op("gate", "RealDiv", "relu6", written.scalar("six", 6));
    written.op("out", "Mul", "bias", "gate");
    return written;
  }

  static Activations keras2HardSwish() {
    Activations written = new Activations("keras 2 hard swish", "_FusedHardSwish");
    written.op("plus", "AddV2", "bias", written.scalar("three", 3));
    written.op("relu6", "Relu6", "plus");
    written.op("gate", "Mul", "relu6", written.scalar("sixth", 1 / 6f));
    written.op("out", "Mul", "bias", "gate");
    return written;
  }

  static Activations slimHardSwish() {
    Activations written = new Activations("slim hard swish", "_FusedHardSwish");
    written.op("plus", "Add", "bias", written.scalar("three", 3));
    written.op("relu6", "Relu6", "plus");
    written.op("gated", "Mul", "bias", "relu6");
    written.op("out", "Mul", "gated", written.scalar("sixth", 1 / 6f));
    return written;
  }

  static Activations mish() {
    Activations written = new Activations("mish", "Mish");
    written.op("softplus", "Softplus", "bias");
    written.op("tanh", "Tanh", "softplus");
    written.op("out", "Mul", "bias", "tanh");
    return written;
  }

  static Activations leakyByMaximum() {
    Activations written = new Activations("leaky by maximum", "LeakyRelu");
    written.op("less", "Mul", "bias", written.scalar("slope", 0.3f));
    written.op("out", "Maximum", "bias", "less");
    return written;
  }

  static Activations keras3Gelu() {
    Activations written = new Activations("keras 3 gelu", "GeluExact");
    written.op("half", "Mul", written.scalar("point5", 0.5f), "bias");
    written.op("by", "RealDiv", "bias", written.scalar("sqrt2", 1.4142135f));
    written.op("erf", "Erf", "by");
    written.op("plus", "AddV2", written.scalar("one", 1), "erf");
    written.op("out", "Mul", "half", "plus");
    return written;
  }

  static Activations geluByTanh() {
    Activations written = new Activations("gelu by tanh", "GeluApproximate");
    written.op("cube", "Pow", "bias", written.scalar("three", 3));
    written.op("bit", "Mul", written.scalar("coefficient", 0.044715f), "cube");
    written.op("sum", "AddV2", "bias", "bit");
    written.op("by", "Mul", written.scalar("root", 0.7978846f), "sum");
    written.op("tanh", "Tanh", "by");
    written.op("plus", "AddV2", "tanh", written.scalar("one", 1));
    written.op("half", "Mul", "bias", written.scalar("point5", 0.5f));
    written.op("out", "Mul", "half", "plus");
    return written;
  }

  @Override
  public String toString() {
    return name;
  }
}
