package org.imagebeam.graph.input;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * What a graph's first layers say of the images that they take, where the input's shape doesn't.
 *
 * @param channelsFirst whether they take {@code [batch, channels, height, width]}
 * @param channels of an image, as the first convolution's weights have them
 */
record FirstLayers(boolean channelsFirst, OptionalLong channels) {
  private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "DepthwiseConv2dNative");

  /** Ops that leave the dimensions where they are. */
  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Identity",
          "StopGradient",
          "EnsureShape",
          "CheckNumerics",
          "Cast",
          "Add",
          "AddV2",
          "Sub",
          "Mul",
          "RealDiv",
          "Div",
          "Maximum",
          "Minimum",
          "Pad",
          "PadV2",
          "MirrorPad",
          "BiasAdd",
          "ResizeBilinear",
          "ResizeNearestNeighbor",
          "ResizeBicubic",
          "ResizeArea",
          "ExpandDims",
          "Squeeze",
          "Switch",
          "Merge");

  private static final List<Integer> TO_CHANNELS_LAST = List.of(0, 2, 3, 1);

  /** Follows the pixels from {@code input} to the first layer that tells. */
  static FirstLayers of(GraphIndex index, NodeDef input) {
    Deque<NodeDef> open = new ArrayDeque<>(index.consumers(input.getName()));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      NodeDef node = open.remove();
      if (!seen.add(node.getName())) {
        continue;
      }
      if (CONVOLUTIONS.contains(node.getOp())) {
        boolean first =
            node.getAttrOrDefault("data_format", AttrValue.getDefaultInstance())
                .getS()
                .toStringUtf8()
                .equals("NCHW");
        return new FirstLayers(first, weightChannels(index, node));
      }
      if (node.getOp().equals("Transpose") && transposesToLast(index, node)) {
        return new FirstLayers(true, OptionalLong.empty());
      }
      if (ELEMENTWISE.contains(node.getOp())) {
        open.addAll(index.consumers(node.getName()));
      }
    }
    return new FirstLayers(false, OptionalLong.empty());
  }

  private static boolean transposesToLast(GraphIndex index, NodeDef transpose) {
    NodeDef order = index.input(transpose, 1);
    if (!order.getOp().equals("Const")) {
      return false;
    }
    int[] dims = Nodes.intValues(order);
    return dims.length == 4 && List.of(dims[0], dims[1], dims[2], dims[3]).equals(TO_CHANNELS_LAST);
  }

  private static OptionalLong weightChannels(GraphIndex index, NodeDef convolution) {
    NodeDef weights = index.input(convolution, 1);
    while (weights.getOp().equals("Identity") || weights.getOp().equals("Cast")) {
      weights = index.input(weights, 0);
    }
    if (!FloatTensor.isConst(weights, DataType.DT_FLOAT)
        && !FloatTensor.isConst(weights, DataType.DT_HALF)
        && !FloatTensor.isConst(weights, DataType.DT_BFLOAT16)) {
      return OptionalLong.empty();
    }
    List<Long> shape = FloatTensor.shapeOf(weights);
    return shape.size() == 4 ? OptionalLong.of(shape.get(2)) : OptionalLong.empty();
  }
}
