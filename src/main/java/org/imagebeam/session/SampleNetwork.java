package org.imagebeam.session;

import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Writes a small network layer by layer, of float32, each layer reading the one before it. */
final class SampleNetwork {
  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private String last;
  private int count;

  /** Begins with a placeholder. */
  SampleNetwork(String input, List<Long> shape) {
    this.last = input;
    graph.addNode(Nodes.placeholder(input, DataType.DT_FLOAT, shape));
  }

  /** A convolution of one tap from one channel to {@code channels}, and its bias. */
  SampleNetwork convolution(long channels) {
    return biased(layer("Conv2D", List.of(1L, 1L, 1L, channels)), channels);
  }

  /** A depthwise convolution of one tap, and its bias. */
  SampleNetwork depthwise(long channels) {
    return biased(layer("DepthwiseConv2dNative", List.of(1L, 1L, channels, 1L)), channels);
  }

  /** A product with a matrix, and its bias. */
  SampleNetwork product(long channels) {
    String matrix = constant(0.25f, channels, channels);
    return biased(op("MatMul", last, matrix), channels);
  }

  SampleNetwork swish() {
    last = add(op("Mul", last, add(op("Sigmoid", last))));
    return this;
  }

  SampleNetwork hardSwish() {
    String relu6 = add(op("Relu6", add(op("AddV2", last, constant(3)))));
    last = add(op("Mul", last, add(op("RealDiv", relu6, constant(6)))));
    return this;
  }

  SampleNetwork gelu() {
    String erf = add(op("Erf", add(op("Mul", last, constant((float) Math.sqrt(0.5))))));
    String half = add(op("Mul", last, constant(0.5f)));
    last = add(op("Mul", half, add(op("AddV2", erf, constant(1)))));
    return this;
  }

  /** A row for each place, of {@code channels} values. */
  SampleNetwork rows(long channels) {
    NodeDef shape = Nodes.intVector("shape", -1, Math.toIntExact(channels));
    graph.addNode(shape);
    last =
        add(op("Reshape", last, shape.getName()).putAttr("Tshape", Nodes.type(DataType.DT_INT32)));
    return this;
  }

  /** A layer norm of rows, with a scale and an offset. */
  SampleNetwork layerNorm(long channels) {
    String input = last;
    NodeDef axis = Nodes.intVector("axis", -1);
    graph.addNode(axis);
    String mean = mean(input, axis.getName());
    String variance = mean(add(op("SquaredDifference", input, mean)), axis.getName());
    String root = add(op("Rsqrt", add(op("AddV2", variance, constant(0.001f)))));
    String scale = add(op("Mul", root, constant(0.5f, channels)));
    String shift = add(op("Sub", constant(2, channels), add(op("Mul", mean, scale))));
    last = add(op("AddV2", add(op("Mul", input, scale)), shift));
    return this;
  }

  /** Returns it all, the last node under a name of its own. */
  GraphDef graph(String output) {
    return graph.build().toBuilder().addNode(op("Identity", last).setName(output)).build();
  }

  private String mean(String input, String axis) {
    return add(
        op("Mean", input, axis)
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .putAttr("keep_dims", Nodes.of(true)));
  }

  private NodeDef.Builder layer(String op, List<Long> shape) {
    return op(op, last, constant(0.5f, shape.stream().mapToLong(size -> size).toArray()))
        .putAttr("strides", Nodes.integers(List.of(1L, 1L, 1L, 1L)))
        .putAttr("padding", Nodes.string("VALID"));
  }

  private SampleNetwork biased(NodeDef.Builder layer, long channels) {
    last = add(op("BiasAdd", add(layer), constant(1, channels)));
    return this;
  }

  /** A constant, the last of its values another than the rest. */
  private String constant(float value, long... shape) {
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    float[] values = new float[size];
    Arrays.fill(values, value);
    if (size > 1) {
      values[size - 1] = -value;
    }
    String name = "constant_" + count++;
    graph.addNode(new FloatTensor(Arrays.stream(shape).boxed().toList(), values).toConst(name));
    return name;
  }

  private String add(NodeDef.Builder node) {
    graph.addNode(node);
    return node.getName();
  }

  private NodeDef.Builder op(String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName("node_" + count++)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr("T", Nodes.type(DataType.DT_FLOAT));
  }
}
