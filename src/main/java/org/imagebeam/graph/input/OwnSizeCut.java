package org.imagebeam.graph.input;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.TensorName;
import org.tensorflow.proto.DataType;

/**
 * The node behind which all images have one size, in a graph that takes images of any size: what is
 * in front of it can be done to one image at a time, what is behind it to many.
 *
 * @param node that all paths from the pixels to the outputs pass
 * @param dtype of its output
 * @param shape of its output: {@code [1, height, width, 3]} or {@code [height, width, 3]}
 */
record OwnSizeCut(String node, DataType dtype, List<Long> shape) {
  private static final long CHANNELS = 3;

  /** Finds the one that is farthest behind the input. */
  static Optional<OwnSizeCut> find(
      GraphIndex index, InferredShapes shapes, ImageInput input, Collection<String> outputs) {
    Set<String> behind = index.dependents(List.of(input.name()));
    Optional<OwnSizeCut> best = Optional.empty();
    int nodesBehindBest = Integer.MAX_VALUE;
    for (String name : behind) {
      Optional<OwnSizeCut> cut =
          name.equals(input.name()) || !shapes.hasOutput(name)
              ? Optional.empty()
              : imageAt(shapes, name);
      if (cut.isPresent() && isPassedByAll(index, input.name(), name, outputs)) {
        int nodesBehind = index.dependents(List.of(name)).size();
        // With a batch dimension if there is one: the network takes many images then.
        boolean better =
            best.isEmpty()
                || (cut.get().batched() && !best.get().batched())
                || (cut.get().batched() == best.get().batched() && nodesBehind < nodesBehindBest);
        if (better) {
          best = cut;
          nodesBehindBest = nodesBehind;
        }
      }
    }
    return best;
  }

  private static Optional<OwnSizeCut> imageAt(InferredShapes shapes, String node) {
    List<Long> shape = shapes.known(node);
    int rank = shape.size();
    if (rank != 3 && !(rank == 4 && shape.get(0) <= 1)) {
      return Optional.empty();
    }
    boolean sized = shape.get(rank - 3) > 0 && shape.get(rank - 2) > 0;
    DataType dtype = shapes.type(new TensorName(node, 0));
    boolean number = Dtypes.REAL.contains(dtype) || Dtypes.LIMITS.containsKey(dtype);
    long channels = shape.get(rank - 1);
    return sized && number && (channels == CHANNELS || channels < 0)
        ? Optional.of(new OwnSizeCut(node, dtype, shape))
        : Optional.empty();
  }

  private static boolean isPassedByAll(
      GraphIndex index, String from, String by, Collection<String> outputs) {
    Set<String> seen = new HashSet<>(Set.of(by));
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (seen.add(name)) {
        index.consumers(name).forEach(node -> open.push(node.getName()));
      }
    }
    seen.remove(by);
    return outputs.stream().noneMatch(seen::contains);
  }

  private boolean batched() {
    return shape.size() == 4;
  }

  int height() {
    return Math.toIntExact(shape.get(shape.size() - 3));
  }

  int width() {
    return Math.toIntExact(shape.get(shape.size() - 2));
  }

  boolean single() {
    return !batched();
  }
}
