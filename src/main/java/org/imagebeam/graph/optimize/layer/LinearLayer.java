package org.imagebeam.graph.optimize.layer;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A node that multiplies its input with constant weights, its channels last: {@code Conv2D}, {@code
 * DepthwiseConv2dNative} or {@code MatMul}.
 *
 * @param node the node
 * @param weights its second input, a float32 Const
 * @param channels that it gives
 * @param rank of what it gives
 */
public record LinearLayer(NodeDef node, NodeDef weights, int channels, int rank) {
  /** {@code node} as such a layer, if it is one. */
  public static Optional<LinearLayer> of(GraphIndex index, NodeDef node) {
    int rank = rank(node);
    if (rank == 0 || !channelsLast(node)) {
      return Optional.empty();
    }
    NodeDef weights = index.input(node, 1);
    if (!FloatTensor.isConst(weights, DataType.DT_FLOAT)) {
      return Optional.empty();
    }
    List<Long> shape = FloatTensor.shapeOf(weights);
    if (shape.size() != rank) {
      throw new GraphException(
          "node '"
              + weights.getName()
              + "' (Const) has the shape "
              + shape
              + ", but the weights of a "
              + node.getOp()
              + " have "
              + rank
              + " dimensions");
    }
    long channels =
        switch (node.getOp()) {
          case "DepthwiseConv2dNative" -> Math.multiplyExact(shape.get(2), shape.get(3));
          case "MatMul" -> shape.get(transposed(node) ? 0 : 1);
          default -> shape.get(3);
        };
    return Optional.of(new LinearLayer(node, weights, Math.toIntExact(channels), rank));
  }

  private static int rank(NodeDef node) {
    return switch (node.getOp()) {
      case "Conv2D", "DepthwiseConv2dNative" -> 4;
      case "MatMul" -> 2;
      default -> 0;
    };
  }

  /** Whether {@code node} has its channels in the last dimension, as all do by default. */
  public static boolean channelsLast(NodeDef node) {
    String format =
        node.getAttrOrDefault("data_format", AttrValue.getDefaultInstance()).getS().toStringUtf8();
    return format.isEmpty() || format.equals("NHWC");
  }

  private static boolean transposed(NodeDef node) {
    return node.getAttrOrDefault("transpose_b", AttrValue.getDefaultInstance()).getB();
  }

  /**
   * Weights that give what these give, times the scale.
   *
   * @throws GraphException if the weights are damaged
   */
  public FloatTensor scaled(ChannelAffine affine) {
    FloatTensor read = FloatTensor.read(weights);
    float[] values = new float[read.size()];
    // Output channels run fastest, but in a transposed matrix slowest.
    int run = transposed(node) ? read.size() / Math.max(1, channels) : 1;
    int i = 0;
    while (i < values.length) {
      for (int channel = 0; channel < channels; channel++) {
        double scale = affine.scale(channel);
        for (int end = i + run; i < end; i++) {
          values[i] = (float) (read.get(i) * scale);
        }
      }
    }
    return new FloatTensor(read.shape(), values);
  }

  /** Whether it is a Conv2D that looks at one place at a time, so that it commutes with a mean. */
  public boolean isPointwise() {
    List<Long> shape = FloatTensor.shapeOf(weights);
    return node.getOp().equals("Conv2D")
        && shape.get(0) == 1
        && shape.get(1) == 1
        && Nodes.integers(node, "strides").stream().allMatch(stride -> stride == 1)
        && Nodes.integers(node, "explicit_paddings").isEmpty();
  }

  /** Returns the node with other weights. */
  public NodeDef withWeights(String name) {
    return node.toBuilder().setInput(1, name).build();
  }
}
