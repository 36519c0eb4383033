package org.imagebeam.graph.optimize;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.WrittenNodes;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * Small networks of what Keras 3 makes, for {@link RewriteCases}: activations of several ops,
 * blocks with a gate, layer norms, attention, batch norms in front of layers, and two branches.
 */
final class FusionCases extends WrittenNodes {
  private FusionCases() {
    add(
        Nodes.placeholder(
            "image", DataType.DT_FLOAT, -1, RewriteCases.SIDE, RewriteCases.SIDE, 64));
  }

  static Map<String, GraphDef> all() {
    Map<String, GraphDef> cases = new LinkedHashMap<>();
    for (String activation : List.of("swish", "hard swish", "gelu", "mish")) {
      for (String layer : List.of("Conv2D", "DepthwiseConv2dNative", "MatMul")) {
        FusionCases one = new FusionCases();
        one.activate(one.layer(layer, "a", "image"), activation, "out");
        cases.put(layer + ", " + activation, one.graph());
      }
    }
    cases.put("gated block", gate());
    cases.put("layer norm, two products", perceptron());
    cases.put("attention", attention(false));
    cases.put("attention with a bias of places", attention(true));
    cases.put("batch norm in front of a layer", preactivation());
    cases.put("two branches", branches());
    cases.put("pad of a stride of 2", padded());
    return cases;
  }

  private String constant(String name, Integer... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = Layers.random(size);
    for (int i = 0; i < size; i++) {
      values[i] /= (float) Math.sqrt(shape.length > 1 ? size / shape[shape.length - 1] : 1);
    }
    return add(NodeDefs.constFloats(name, List.of(shape), values));
  }

  private String reshape(String name, String input, int... shape) {
    add(Nodes.intVector(name + "/shape", shape));
    return integers(name, "Reshape", "Tshape", input, name + "/shape");
  }

  private String integers(String name, String op, String type, String... inputs) {
    return add(
        Layers.op(name, op, inputs).toBuilder()
            .putAttr(type, Nodes.type(DataType.DT_INT32))
            .build());
  }

  /** A layer of 64 channels and its bias. */
  private String layer(String op, String name, String input) {
    String read = input;
    if (op.equals("MatMul")) {
      read = reshape(name + "/rows", input, -1, 64);
      op(name, op, read, constant(name + "/w", 64, 64));
    } else {
      boolean depthwise = op.startsWith("Depthwise");
      constant(name + "/w", 3, 3, 64, depthwise ? 1 : 64);
      add(
          Layers.conv(op, name, read, name + "/w")
              .putAttr("padding", NodeDefs.string("SAME"))
              .build());
    }
    return op(name + "/sum", "BiasAdd", name, constant(name + "/b", 64));
  }

  private String activate(String input, String activation, String name) {
    String at = name + "/";
    switch (activation) {
      case "swish" -> {
        op(at + "beta", "Mul", scalar(at + "one", 1), input);
        op(name, "Mul", input, op(at + "sigmoid", "Sigmoid", at + "beta"));
      }
      case "hard swish" -> {
        op(at + "plus", "AddV2", input, scalar(at + "3", 3));
        op(at + "relu6", "Relu6", at + "plus");
        op(name, "Mul", input, op(at + "gate", "RealDiv", at + "relu6", scalar(at + "6", 6)));
      }
      case "gelu" -> {
        op(at + "by", "RealDiv", input, scalar(at + "root", 1.4142135f));
        op(at + "plus", "AddV2", scalar(at + "one", 1), op(at + "erf", "Erf", at + "by"));
        op(name, "Mul", op(at + "half", "Mul", scalar(at + "h", 0.5f), input), at + "plus");
      }
      default ->
          op(name, "Mul", input, op(at + "t", "Tanh", op(at + "softplus", "Softplus", input)));
    }
    return name;
  }

  private static GraphDef gate() {
    FusionCases gate = new FusionCases();
    String input = gate.activate(gate.layer("DepthwiseConv2dNative", "d", "image"), "swish", "s");
    String squeezed = gate.mean("squeezed", input, 1, 2);
    gate.constant("w1", 1, 1, 64, 8);
    gate.constant("w2", 1, 1, 8, 64);
    gate.add(Layers.conv("Conv2D", "reduce", squeezed, "w1").build());
    String reduced =
        gate.activate(gate.op("rb", "BiasAdd", "reduce", gate.constant("b1", 8)), "swish", "r");
    gate.add(Layers.conv("Conv2D", "expand", reduced, "w2").build());
    gate.op("e", "Sigmoid", gate.op("eb", "BiasAdd", "expand", gate.constant("b2", 64)));
    gate.op("gated", "Mul", input, "e");
    gate.op("out", "Relu", gate.layer("Conv2D", "last", "gated"));
    return gate.graph();
  }

  private String norm(String name, String input) {
    String mean = mean(name + "/mean", input, -1);
    String stopped = op(name + "/stop", "StopGradient", mean);
    String variance =
        mean(name + "/variance", op(name + "/sd", "SquaredDifference", input, stopped), -1);
    String sum = op(name + "/plus", "AddV2", variance, scalar(name + "/epsilon", 0.001f));
    String scale = op(name + "/m", "Mul", op(name + "/r", "Rsqrt", sum), constant(name + "/g", 64));
    String scaled = op(name + "/x", "Mul", input, scale);
    String shift = op(name + "/s", "Mul", op(name + "/n", "Neg", mean), scale);
    return op(name, "AddV2", scaled, op(name + "/o", "AddV2", shift, constant(name + "/beta", 64)));
  }

  private static GraphDef perceptron() {
    FusionCases one = new FusionCases();
    String normed = one.norm("norm", "image");
    one.op("m1", "BatchMatMulV2", normed, one.constant("w1", 64, 96));
    String hidden =
        one.activate(one.op("s1", "BiasAdd", "m1", one.constant("b1", 96)), "gelu", "h");
    one.op("m2", "BatchMatMulV2", hidden, one.constant("w2", 96, 64));
    one.op("s2", "BiasAdd", "m2", one.constant("b2", 64));
    one.op("out", "AddV2", "image", "s2");
    return one.graph();
  }

  private static GraphDef attention(boolean biased) {
    FusionCases one = new FusionCases();
    int places = RewriteCases.SIDE * RewriteCases.SIDE;
    String normed = one.norm("norm", one.reshape("tokens", "image", -1, places, 64));
    for (String side : List.of("q", "k", "v")) {
      one.op(side + "m", "BatchMatMulV2", normed, one.constant(side + "w", 64, 64));
      one.op(
          side + "s",
          "AddV2",
          one.reshape(side + "h", side + "m", -1, places, 4, 16),
          one.constant(side + "b", 4, 16));
      one.add(Nodes.intVector(side + "/order", 0, 2, 1, 3));
      one.integers(side, "Transpose", "Tperm", side + "s", side + "/order");
    }
    one.add(
        Layers.op("products", "BatchMatMulV2", "q", "k").toBuilder()
            .putAttr("adj_y", Nodes.of(true))
            .build());
    one.op("scaled", "Mul", "products", one.scalar("scale", 0.25f));
    if (biased) {
      one.op("added", "AddV2", "scaled", one.constant("places", 1, 4, places, places));
    }
    one.op("weights", "Softmax", biased ? "added" : "scaled");
    one.op("out", "BatchMatMulV2", "weights", "v");
    return one.graph();
  }

  private static GraphDef preactivation() {
    FusionCases one = new FusionCases();
    String scaled = one.op("scaled", "Mul", "image", one.constant("g", 64));
    one.op("relu", "Relu", one.op("moved", "AddV2", scaled, one.constant("o", 64)));
    one.op("out", "AddV2", one.layer("Conv2D", "a", "relu"), "image");
    return one.graph();
  }

  private static GraphDef branches() {
    FusionCases one = new FusionCases();
    String first = one.layer("Conv2D", "a", "image");
    String second = one.layer("Conv2D", "b", "image");
    String sum = one.op("relu", "Relu", one.op("sum", "AddV2", first, second));
    one.op("out", "AddV2", sum, one.layer("Conv2D", "c", sum));
    return one.graph();
  }

  private static GraphDef padded() {
    FusionCases one = new FusionCases();
    one.add(Nodes.intMatrix("pads", 2, 0, 0, 0, 1, 0, 1, 0, 0));
    one.integers("pad", "Pad", "Tpaddings", "image", "pads");
    one.constant("w", 3, 3, 64, 1);
    one.add(
        Layers.conv("DepthwiseConv2dNative", "conv", "pad", "w")
            .putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)))
            .build());
    one.op("out", "Relu6", one.op("sum", "BiasAdd", "conv", one.constant("b", 64)));
    return one.graph();
  }
}
