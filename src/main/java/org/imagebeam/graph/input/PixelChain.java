package org.imagebeam.graph.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The single path from where pixels enter to where they are a batch of images of one size, as far
 * as it does nothing but cast, add and drop a dimension of 1, resize as inception-2015-12-05 does,
 * and scale: that can be done to many images at once, and scaling before or behind the resize comes
 * to the same.
 */
final class PixelChain {
  private static final Set<String> CARRIERS =
      Set.of("Identity", "StopGradient", "EnsureShape", "CheckNumerics", "Snapshot");

  private static final Set<String> SCALES = Set.of("Mul", "Add", "AddV2", "Sub", "BiasAdd");

  private final GraphIndex index;
  private final List<Step> scaling = new ArrayList<>();
  private boolean batched;
  private boolean float32;
  private Optional<NodeDef> resize = Optional.empty();
  private Optional<int[]> resized = Optional.empty();
  private Optional<End> end = Optional.empty();

  /**
   * A node that scales.
   *
   * @param operand which of its inputs the pixels are
   */
  record Step(NodeDef node, int operand) {}

  /**
   * Where the path leads.
   *
   * @param node gives float32 {@code [1, height, width, 3]}
   * @param scaling what is done to the pixels up to there, besides resizing, in order
   * @param resize the node of the path that resizes, if one does
   * @param size height and width that it resizes to
   */
  record End(NodeDef node, List<Step> scaling, Optional<NodeDef> resize, Optional<int[]> size) {
    End {
      scaling = List.copyOf(scaling);
    }
  }

  private PixelChain(GraphIndex index, ImageInput input) {
    this.index = index;
    this.batched = !input.single();
    this.float32 = input.dtype() == DataType.DT_FLOAT;
  }

  /**
   * Follows the path.
   *
   * @param input of which the rank is known
   * @param sized whether the pixels have the size of the network from the start
   * @return where it leads; none if it doesn't lead that far
   */
  static Optional<End> follow(GraphIndex index, ImageInput input, boolean sized) {
    return new PixelChain(index, input).follow(input.node(), sized);
  }

  private Optional<End> follow(NodeDef start, boolean sized) {
    NodeDef node = start;
    boolean dropped = false;
    while (index.consumers(node.getName()).size() == 1) {
      List<NodeDef> consumers = index.consumers(node.getName());
      NodeDef next = consumers.get(0);
      int operand = next.getInputList().indexOf(node.getName());
      boolean resizes = !sized && resized.isEmpty() && batched && isPlainResize(next);
      if (operand < 0 || !(resizes || passes(next, operand))) {
        break;
      }
      node = next;
      if (resizes) {
        resize(node);
        mark(node);
      } else if (node.getOp().equals("Squeeze")) {
        dropped = true;
      } else if (node.getOp().equals("ExpandDims") && (sized || (dropped && resized.isPresent()))) {
        mark(node);
      }
    }
    return end;
  }

  private void resize(NodeDef node) {
    resize = Optional.of(node);
    resized = Optional.of(Nodes.intValues(index.input(node, 1)));
    float32 = true;
  }

  private void mark(NodeDef node) {
    if (float32 && batched) {
      end = Optional.of(new End(node, scaling, resize, resized));
    }
  }

  /** Takes a node that only changes how pixels are held, or scales them. */
  private boolean passes(NodeDef node, int operand) {
    return switch (node.getOp()) {
      case "Cast" -> {
        float32 = true;
        yield attribute(node, "DstT").getType() == DataType.DT_FLOAT;
      }
      case "ExpandDims" -> {
        boolean expands = operand == 0 && !batched && isConst(node, 1, 0);
        batched = batched || expands;
        yield expands;
      }
      case "Squeeze" -> {
        boolean drops = batched && Nodes.integers(node, "squeeze_dims").equals(List.of(0L));
        batched = batched && !drops;
        yield drops;
      }
      default -> (operand == 0 && CARRIERS.contains(node.getOp())) || scales(node, operand);
    };
  }

  private boolean scales(NodeDef node, int operand) {
    boolean divides = node.getOp().equals("RealDiv") && operand == 0;
    if (!float32
        || !(divides || SCALES.contains(node.getOp()))
        || attribute(node, "T").getType() != DataType.DT_FLOAT
        || attribute(node, "data_format").getS().toStringUtf8().equals("NCHW")
        || !isPerChannel(index.input(node, 1 - operand))) {
      return false;
    }
    scaling.add(new Step(node, operand));
    return true;
  }

  /** Whether a constant has one value for all, or one for each channel. */
  private static boolean isPerChannel(NodeDef node) {
    if (!FloatTensor.isConst(node, DataType.DT_FLOAT)) {
      return false;
    }
    List<Long> shape = FloatTensor.shapeOf(node);
    return shape.size() <= 4
        && shape.stream().limit(Math.max(0, shape.size() - 1)).allMatch(size -> size == 1);
  }

  private boolean isConst(NodeDef node, int input, int value) {
    NodeDef constant = index.input(node, input);
    if (!constant.getOp().equals("Const")) {
      return false;
    }
    int[] values = Nodes.intValues(constant);
    return values.length == 1 && values[0] == value;
  }

  /** Whether whoever resizes in the graph's stead gives the same pixels. */
  private boolean isPlainResize(NodeDef node) {
    return node.getOp().equals("ResizeBilinear")
        && !attribute(node, "align_corners").getB()
        && !attribute(node, "half_pixel_centers").getB()
        && index.input(node, 1).getOp().equals("Const")
        && Nodes.intValues(index.input(node, 1)).length == 2;
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }
}
