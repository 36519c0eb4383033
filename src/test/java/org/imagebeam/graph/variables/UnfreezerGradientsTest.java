package org.imagebeam.graph.variables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.imagebeam.graph.Constants;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * The gradients of unfrozen networks are those that small changes of the weights show, for each op
 * of the networks that are tuned: TensorFlow's in C++ are fewer than Python's, and some are wrong.
 */
class UnfreezerGradientsTest {
  private static final int SIDE = 5;
  private static final float STEP = 2e-3f;

  private static NodeDef conv(String op, String padding, long stride, String... inputs) {
    return NodeDefs.floatNode("out", op, inputs)
        .putAttr("padding", NodeDefs.string(padding))
        .putAttr("strides", NodeDefs.integers(List.of(1L, stride, stride, 1L)))
        .build();
  }

  private static NodeDef pool(String op, String padding, long side, long stride) {
    return conv(op, padding, stride, "conv").toBuilder()
        .putAttr("ksize", NodeDefs.integers(List.of(1L, side, side, 1L)))
        .build();
  }

  private static NodeDef floats(String name, Integer... shape) {
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    float[] values = new float[size];
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return NodeDefs.constFloats(name, List.of(shape), values);
  }

  private static NodeDef with(NodeDef node, String attribute, boolean value) {
    return node.toBuilder().putAttr(attribute, NodeDefs.bool(value)).build();
  }

  private static NodeDef concat(String op, String... inputs) {
    NodeDef.Builder node = NodeDefs.floatNode("out", op, inputs).putAttr("N", NodeDefs.integer(2));
    if (op.equals("ConcatV2")) {
      node.putAttr("Tidx", NodeDefs.type(DataType.DT_INT32));
    }
    return node.build();
  }

  private static NodeDef mean(boolean keepDims) {
    return with(Layers.op("out", "Mean", "conv", "axes"), "keep_dims", keepDims).toBuilder()
        .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
        .build();
  }

  private static NodeDef shaped(String op, String shape) {
    return Layers.op("out", op, "conv", shape).toBuilder()
        .putAttr(op.equals("Pad") ? "Tpaddings" : "Tshape", NodeDefs.type(DataType.DT_INT32))
        .build();
  }

  private static NodeDef norm(String op) {
    return with(
            Layers.op("out", op, "conv", "scale", "offset", "mean", "variance"),
            "is_training",
            false)
        .toBuilder()
        .putAttr("epsilon", NodeDefs.real(0.01f))
        .build();
  }

  private static Arguments of(String what, NodeDef... nodes) {
    return Arguments.of(what, List.of(nodes));
  }

  /** Nodes behind {@code conv}, {@code [2, 5, 5, 3]}, the last called {@code out}. */
  static Stream<Arguments> ops() {
    NodeDef next = floats("next", 3, 3, 3, 2);
    NodeDef depth = floats("depth", 3, 3, 3, 2);
    NodeDef six = NodeDefs.constFloat("six", 0.5f);
    NodeDef axes = NodeDefs.constInts("axes", List.of(2), 1, 2);
    NodeDef last = NodeDefs.constInt("last", 3);
    NodeDef vector = floats("vector", 3);
    NodeDef flat = NodeDefs.constInts("flat", List.of(2), -1, SIDE * SIDE * 3);
    NodeDef rows =
        Layers.op("rows", "Reshape", "conv", "flat").toBuilder()
            .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32))
            .build();
    return Stream.of(
        of("Conv2D same", next, conv("Conv2D", "SAME", 1, "conv", "next")),
        of("Conv2D stride", next, conv("Conv2D", "SAME", 2, "conv", "next")),
        of("Conv2D valid", next, conv("Conv2D", "VALID", 2, "conv", "next")),
        of(
            "Conv2D explicit",
            next,
            conv("Conv2D", "EXPLICIT", 2, "conv", "next").toBuilder()
                .putAttr(
                    "explicit_paddings", NodeDefs.integers(List.of(0L, 0L, 0L, 2L, 1L, 1L, 0L, 0L)))
                .build()),
        of("Depthwise", depth, conv("DepthwiseConv2dNative", "SAME", 1, "conv", "depth")),
        of("Depthwise stride", depth, conv("DepthwiseConv2dNative", "SAME", 2, "conv", "depth")),
        of("Depthwise valid", depth, conv("DepthwiseConv2dNative", "VALID", 2, "conv", "depth")),
        of("BiasAdd", vector, Layers.op("out", "BiasAdd", "conv", "vector")),
        of("Relu", Layers.op("out", "Relu", "conv")),
        of("Relu6", Layers.op("out", "Relu6", "conv")),
        of("Minimum", six, Layers.op("out", "Minimum", "conv", "six")),
        of("Maximum", six, Layers.op("out", "Maximum", "six", "conv")),
        of("AvgPool same", pool("AvgPool", "SAME", 3, 1)),
        of("AvgPool valid", pool("AvgPool", "VALID", 5, 1)),
        of("MaxPool same", pool("MaxPool", "SAME", 3, 2)),
        of("MaxPool valid", pool("MaxPool", "VALID", 3, 2)),
        of("Mean", axes, mean(false)),
        of("Mean kept", axes, mean(true)),
        of("Concat", last, concat("Concat", "last", "conv", "image")),
        of("Concat with itself", last, concat("Concat", "last", "conv", "conv")),
        of("ConcatV2", last, concat("ConcatV2", "image", "conv", "last")),
        of(
            "Pad",
            NodeDefs.constInts("sizes", List.of(4, 2), 0, 0, 1, 0, 0, 2, 0, 0),
            shaped("Pad", "sizes")),
        of("Add", Layers.op("relu", "Relu", "conv"), Layers.op("out", "Add", "conv", "relu")),
        of("AddV2", vector, Layers.op("out", "AddV2", "conv", "vector")),
        of("Sub", vector, Layers.op("out", "Sub", "vector", "conv")),
        of("Mul", vector, Layers.op("out", "Mul", "conv", "vector")),
        of("Mul of two", Layers.op("out", "Mul", "conv", "conv")),
        of("Reshape", flat, shaped("Reshape", "flat")),
        of(
            "Squeeze",
            pool("AvgPool", "VALID", 5, 1).toBuilder().setName("pooled").build(),
            Layers.op("out", "Squeeze", "pooled").toBuilder()
                .putAttr("squeeze_dims", NodeDefs.integers(List.of(1L, 2L)))
                .build()),
        of(
            "MatMul",
            flat,
            rows,
            floats("product", SIDE * SIDE * 3, 4),
            Layers.op("out", "MatMul", "rows", "product")),
        of("Identity", Layers.op("out", "Identity", "conv")),
        of(
            "CheckNumerics",
            Layers.op("out", "CheckNumerics", "conv").toBuilder()
                .putAttr("message", NodeDefs.string("no number"))
                .build()),
        of("Softmax", flat, rows, Layers.op("out", "Softmax", "rows")),
        of("Elu", Layers.op("out", "Elu", "conv")),
        of("Sigmoid", Layers.op("out", "Sigmoid", "conv")),
        of("LRN", Layers.op("out", "LRN", "conv")),
        of(
            "FusedBatchNorm",
            floats("scale", 3),
            floats("offset", 3),
            floats("mean", 3),
            Layers.vector("variance", 1, 2, 0.5f),
            norm("FusedBatchNorm")));
  }

  private static GraphDef network(List<NodeDef> behind) {
    return GraphDef.newBuilder()
        .addNode(NodeDefs.placeholder("image", DataType.DT_FLOAT))
        .addNode(floats("weights", 3, 3, 2, 3))
        .addNode(conv("Conv2D", "SAME", 1, "image", "weights").toBuilder().setName("conv"))
        .addAllNode(behind)
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ops")
  void shouldBeThoseThatSmallChangesShow(String what, List<NodeDef> behind) {
    GraphDef frozen = network(behind);
    List<String> learnt = Unfreezer.weights(frozen, Optional.empty());
    GraphDef unfrozen = Unfreezer.unfreeze(Differentiable.rewrite(frozen, learnt), learnt);
    assertEquals("weights", learnt.get(0));
    try (Slope slope = new Slope(unfrozen, learnt)) {
      for (String name : learnt) {
        slope.assign(name, Constants.floats(new GraphIndex(frozen).get(name)));
      }
      for (int i = 0; i < learnt.size(); i++) {
        slope.check(what, i, Constants.floats(new GraphIndex(frozen).get(learnt.get(i))));
      }
    }
  }

  /** A weighted sum of all that {@code out} holds, and its gradients. */
  private static final class Slope implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session;
    private final List<String> learnt;
    private final Output<?>[] gradients;
    private final Operand<TFloat32> loss;

    Slope(GraphDef unfrozen, List<String> learnt) {
      this.learnt = learnt;
      graph.importGraphDef(unfrozen);
      Ops tf = Ops.create(graph);
      Operand<TFloat32> out = graph.operation("out").output(0).expect(TFloat32.class);
      Operand<TFloat32> row = tf.reshape(out, tf.constant(new int[] {-1}));
      // Weights of the sum that differ from place to place: 1, 0.54, -0.42 and so on.
      Operand<TFloat32> places =
          tf.range(tf.constant(0f), tf.dtypes.cast(tf.size(row), TFloat32.class), tf.constant(1f));
      loss = tf.reduceSum(tf.math.mul(row, tf.stopGradient(tf.math.cos(places))), tf.constant(0));
      gradients =
          graph.addGradients(
              loss.asOutput(),
              learnt.stream()
                  .map(name -> graph.operation(Unfreezer.read(name)).output(0))
                  .toArray(Output<?>[]::new));
      session = new Session(graph);
    }

    void assign(String name, float[] values) {
      Shape shape = graph.operation(name).attributes().getAttrShape("shape");
      try (TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(values, true, false))) {
        session
            .runner()
            .feed(Unfreezer.initialValue(name), tensor)
            .addTarget(Unfreezer.assign(name))
            .run()
            .close();
      }
    }

    private float[] fetch(Output<?> output) {
      float[] pixels = new float[2 * SIDE * SIDE * 2];
      SplittableRandom random = new SplittableRandom(5);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextDouble(-1, 1);
      }
      try (TFloat32 image =
              TFloat32.tensorOf(Shape.of(2, SIDE, SIDE, 2), DataBuffers.of(pixels, true, false));
          Tensor answer = session.runner().feed("image", image).fetch(output).run().get(0)) {
        float[] values = new float[Math.toIntExact(answer.shape().size())];
        ((TFloat32) answer).copyTo(DataBuffers.of(values, false, false));
        return values;
      }
    }

    void check(String what, int number, float[] weights) {
      float[] found = fetch(gradients[number]);
      assertEquals(weights.length, found.length, what);
      float largest = 0;
      for (int i = 0; i < weights.length; i++) {
        float above = at(number, weights, i, STEP);
        float below = at(number, weights, i, -STEP);
        float expected = (above - below) / (2 * STEP);
        float allowed = 0.02f * Math.max(1, Math.abs(expected));
        assertEquals(expected, found[i], allowed, what + ", " + learnt.get(number) + " " + i);
        largest = Math.max(largest, Math.abs(found[i]));
      }
      assertTrue(largest > 1e-3, what + " has no gradient by " + learnt.get(number));
      assign(learnt.get(number), weights);
    }

    private float at(int number, float[] weights, int i, float change) {
      float[] changed = weights.clone();
      changed[i] += change;
      assign(learnt.get(number), changed);
      return fetch(loss.asOutput())[0];
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
