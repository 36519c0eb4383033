package org.imagebeam.graph.int8;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** A layer's weights in int8, with a scale for each channel. Never changed once it is made. */
public final class Int8Weights {
  private static final int LARGEST = 127;

  private final List<Long> shape;
  private final byte[] values;
  private final float[] scales;

  /**
   * Keeps the arrays without a copy.
   *
   * @param shape as the layer has it
   * @param values row by row, from -127 to 127
   * @param scales a factor for each channel
   */
  Int8Weights(List<Long> shape, byte[] values, float[] scales) {
    this.shape = List.copyOf(shape);
    this.values = requireNonNull(values, "values is null");
    this.scales = requireNonNull(scales, "scales is null");
  }

  /**
   * Rounds the weights of a matrix product, {@code [inputs, outputs]}, each to the nearest of 255
   * values, of which the last are the largest weight of its output and the negative of that.
   */
  public static Int8Weights nearest(FloatTensor weights) {
    int outputs = Math.toIntExact(requireNonNull(weights, "weights is null").shape().get(1));
    float[] scales = new float[outputs];
    for (int i = 0; i < weights.size(); i++) {
      int output = i % outputs;
      scales[output] = Math.max(scales[output], Math.abs(weights.get(i)) / LARGEST);
    }
    byte[] values = new byte[weights.size()];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i % outputs];
      values[i] = scale == 0 ? 0 : (byte) Math.round(weights.get(i) / scale);
    }
    return new Int8Weights(weights.shape(), values, scales);
  }

  List<Long> shape() {
    return shape;
  }

  /** The values themselves: nobody may change them. */
  byte[] values() {
    return values;
  }

  /** The scales themselves: nobody may change them. */
  float[] scales() {
    return scales;
  }

  /** The weights that the values stand for. */
  FloatTensor scaled() {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * scales[channel(i)];
    }
    return new FloatTensor(shape, scaled);
  }

  /** How far the scaled values are from the weights that they stand for, value by value. */
  FloatTensor errorsOf(FloatTensor weights) {
    float[] errors = scaled().values();
    for (int i = 0; i < values.length; i++) {
      errors[i] -= weights.get(i);
    }
    return new FloatTensor(shape, errors);
  }

  /** The channel of the value at {@code index}: a depthwise layer's are in the third dimension. */
  private int channel(int index) {
    return index % scales.length;
  }

  /** Returns the sum of each channel's scaled values. */
  double[] sums() {
    double[] sums = new double[scales.length];
    for (int i = 0; i < values.length; i++) {
      sums[channel(i)] += values[i];
    }
    for (int channel = 0; channel < sums.length; channel++) {
      sums[channel] *= scales[channel];
    }
    return sums;
  }

  /** Returns the nodes that give the weights in float32; the last one has the name. */
  public List<NodeDef> nodes(String name, GraphIndex index) {
    String bytes = index.freeName(name + "/int8");
    NodeDef cast =
        NodeDef.newBuilder()
            .setName(index.freeName(name + "/unscaled"))
            .setOp("Cast")
            .addInput(bytes)
            .putAttr("SrcT", Nodes.type(DataType.DT_INT8))
            .putAttr("DstT", Nodes.type(DataType.DT_FLOAT))
            .build();
    boolean depthwise = shape.size() == 4 && shape.get(3) == 1 && scales.length == shape.get(2);
    long channels = scales.length;
    NodeDef scale =
        new FloatTensor(depthwise ? List.of(channels, 1L) : List.of(channels), scales)
            .toConst(index.freeName(name + "/scales"));
    NodeDef scaled =
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Mul")
            .addInput(cast.getName())
            .addInput(scale.getName())
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .build();
    return List.of(constant(bytes, DataType.DT_INT8), cast, scale, scaled);
  }

  /** A Const of the values, without the scales. */
  NodeDef constant(String name, DataType dtype) {
    return Nodes.constant(name, dtype, shape, UnsafeByteOperations.unsafeWrap(values));
  }

  /** Reads weights as {@link #nodes} writes them; empty if {@code node} is anything else. */
  static Optional<Int8Weights> of(GraphIndex index, NodeDef node) {
    if (!node.getOp().equals("Mul") || node.getInputCount() != 2) {
      return Optional.empty();
    }
    NodeDef cast = index.input(node, 0);
    NodeDef scale = index.input(node, 1);
    if (!cast.getOp().equals("Cast")
        || cast.getInputCount() != 1
        || !FloatTensor.isConst(scale, DataType.DT_FLOAT)) {
      return Optional.empty();
    }
    NodeDef constant = index.input(cast, 0);
    if (!FloatTensor.isConst(constant, DataType.DT_INT8)) {
      return Optional.empty();
    }
    List<Long> shape = FloatTensor.shapeOf(constant);
    ByteString content = constant.getAttrOrThrow("value").getTensor().getTensorContent();
    float[] scales = FloatTensor.read(scale).values();
    boolean whole = content.size() == shape.stream().reduce(1L, (a, b) -> a * b);
    return whole && areOfChannels(scales.length, shape)
        ? Optional.of(new Int8Weights(shape, content.toByteArray(), scales))
        : Optional.empty();
  }

  private static boolean areOfChannels(long scales, List<Long> shape) {
    return switch (shape.size()) {
      case 2 -> scales == shape.get(1);
      case 4 -> scales == shape.get(3) || scales == shape.get(2) * shape.get(3);
      default -> false;
    };
  }
}
