package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Tells what a graph computes of its tensors' shapes, as far as the shapes are known: of {@code
 * Shape}, and of what gathers, cuts, joins and multiplies sizes. An element that depends on the
 * size of the batch is unknown, {@value #UNKNOWN}.
 */
final class ShapeValues {
  static final long UNKNOWN = -1;

  /** No shape is computed in more steps, one from another. */
  private static final int MOST_STEPS = 24;

  private final GraphIndex index;
  private final InferredShapes shapes;

  ShapeValues(GraphIndex index, InferredShapes shapes) {
    this.index = index;
    this.shapes = shapes;
  }

  /** Returns the elements of a tensor of integers, of one dimension or none. */
  Optional<List<Long>> of(String tensor) {
    return of(tensor, 0);
  }

  private Optional<List<Long>> of(String tensor, int steps) {
    NodeDef node = index.get(GraphIndex.nodeName(tensor));
    if (steps > MOST_STEPS || (tensor.contains(":") && !tensor.endsWith(":0"))) {
      return Optional.empty();
    }
    int step = steps + 1;
    return switch (node.getOp()) {
      case "Const" -> constant(node);
      case "Shape" -> shapes.find(node.getInput(0));
      case "Identity", "Cast" -> of(node.getInput(0), step);
      case "Pack" -> joined(node.getInputList(), step);
      case "ConcatV2" -> joined(node.getInputList().subList(0, node.getInputCount() - 1), step);
      case "GatherV2" -> gathered(node, step);
      case "StridedSlice" -> sliced(node, step);
      case "Prod" -> of(node.getInput(0), step).map(ShapeValues::product);
      case "Mul" -> multiplied(node, step);
      default -> Optional.empty();
    };
  }

  private static Optional<List<Long>> constant(NodeDef node) {
    DataType dtype = node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
    boolean list =
        node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                .getTensor()
                .getTensorShape()
                .getDimCount()
            <= 1;
    return list && (dtype == DataType.DT_INT32 || dtype == DataType.DT_INT64)
        ? Optional.of(Arrays.stream(Nodes.intValues(node)).asLongStream().boxed().toList())
        : Optional.empty();
  }

  private Optional<List<Long>> joined(List<String> inputs, int step) {
    List<Long> joined = new ArrayList<>();
    for (String input : inputs) {
      if (GraphIndex.isControl(input)) {
        return Optional.empty();
      }
      Optional<List<Long>> part = of(input, step);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      joined.addAll(part.get());
    }
    return Optional.of(joined);
  }

  private Optional<List<Long>> gathered(NodeDef node, int step) {
    Optional<List<Long>> from = of(node.getInput(0), step);
    Optional<List<Long>> places = of(node.getInput(1), step);
    if (from.isEmpty() || places.isEmpty()) {
      return Optional.empty();
    }
    List<Long> all = from.get();
    return places.get().stream().allMatch(place -> place >= 0 && place < all.size())
        ? Optional.of(places.get().stream().map(place -> all.get(Math.toIntExact(place))).toList())
        : Optional.empty();
  }

  /** A part without gaps, its ends not counted from behind. */
  private Optional<List<Long>> sliced(NodeDef node, int step) {
    Optional<List<Long>> from = of(node.getInput(0), step);
    Optional<List<Long>> begin = of(node.getInput(1), step);
    Optional<List<Long>> end = of(node.getInput(2), step);
    Optional<List<Long>> stride = of(node.getInput(3), step);
    if (from.isEmpty()
        || !stride.equals(Optional.of(List.of(1L)))
        || begin.isEmpty()
        || begin.get().size() != 1
        || end.isEmpty()
        || end.get().size() != 1
        || mask(node, "ellipsis_mask") != 0
        || mask(node, "new_axis_mask") != 0) {
      return Optional.empty();
    }
    int size = from.get().size();
    long first = mask(node, "begin_mask") == 0 ? begin.get().get(0) : 0;
    long last = mask(node, "end_mask") == 0 ? end.get().get(0) : size;
    if (mask(node, "shrink_axis_mask") != 0) {
      last = first + 1;
    }
    return first >= 0 && last >= first && last <= size
        ? Optional.of(from.get().subList((int) first, (int) last))
        : Optional.empty();
  }

  private static long mask(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getI();
  }

  private Optional<List<Long>> multiplied(NodeDef node, int step) {
    Optional<List<Long>> left = of(node.getInput(0), step);
    Optional<List<Long>> right = of(node.getInput(1), step);
    if (left.isEmpty() || right.isEmpty() || left.get().size() != 1 || right.get().size() != 1) {
      return Optional.empty();
    }
    return Optional.of(product(List.of(left.get().get(0), right.get().get(0))));
  }

  private static List<Long> product(List<Long> sizes) {
    boolean known = sizes.stream().noneMatch(size -> size == UNKNOWN);
    return Collections.singletonList(
        known ? sizes.stream().reduce(1L, Math::multiplyExact) : UNKNOWN);
  }
}
