package org.imagebeam.graph.input;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.TensorName;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

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

  /**
   * Finds the one that is farthest behind the input: by shapes that are the same for all images, or
   * else by those that come out for images of very different sizes.
   *
   * @param needed the graph of {@code index} and the input
   */
  static Optional<OwnSizeCut> find(
      GraphDef needed,
      GraphIndex index,
      InferredShapes shapes,
      ImageInput input,
      Collection<String> outputs) {
    Finder finder = new Finder(index, shapes, input.name(), outputs);
    return finder.farthest(shapes::known).or(() -> tried(needed, finder, input));
  }

  /** A size that is computed from the image's own, as by {@code resize_with_pad}. */
  private static Optional<OwnSizeCut> tried(GraphDef needed, Finder finder, ImageInput input) {
    if (input.encoded()) {
      return Optional.empty();
    }
    try (InferredShapes tall = InferredShapes.withoutValues(fed(needed, input, 397, 61));
        InferredShapes wide = InferredShapes.withoutValues(fed(needed, input, 83, 1301))) {
      return finder.farthest(
          node -> tall.known(node).equals(wide.known(node)) ? tall.known(node) : List.of());
    } catch (RefusedGraphException e) {
      return Optional.empty();
    }
  }

  private static GraphDef fed(GraphDef needed, ImageInput input, long height, long width) {
    List<Long> shape =
        input.single() ? List.of(height, width, CHANNELS) : List.of(1L, height, width, CHANNELS);
    return PixelCut.replace(needed, List.of(Nodes.placeholder(input.name(), input.dtype(), shape)));
  }

  /** Looks at all nodes behind the input. */
  private record Finder(
      GraphIndex index, InferredShapes shapes, String input, Collection<String> outputs) {
    Optional<OwnSizeCut> farthest(Function<String, List<Long>> known) {
      Set<String> behind = index.dependents(List.of(input));
      Optional<OwnSizeCut> best = Optional.empty();
      int nodesBehindBest = Integer.MAX_VALUE;
      for (String name : behind) {
        Optional<OwnSizeCut> cut =
            name.equals(input) || !shapes.hasOutput(name)
                ? Optional.empty()
                : imageAt(name, known.apply(name));
        if (cut.isPresent() && isPassedByAll(index, input, name, outputs)) {
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

    private Optional<OwnSizeCut> imageAt(String node, List<Long> shape) {
      int rank = shape.size();
      if (rank != 3 && !(rank == 4 && shape.get(0) <= 1)) {
        return Optional.empty();
      }
      // A single pixel is what is left of an image behind a pool over all of it.
      boolean sized =
          shape.get(rank - 3) > 0
              && shape.get(rank - 2) > 0
              && shape.get(rank - 3) * shape.get(rank - 2) > 1;
      DataType dtype = shapes.type(new TensorName(node, 0));
      boolean number = Dtypes.REAL.contains(dtype) || Dtypes.LIMITS.containsKey(dtype);
      long channels = shape.get(rank - 1);
      return sized && number && (channels == CHANNELS || channels < 0)
          ? Optional.of(new OwnSizeCut(node, dtype, shape))
          : Optional.empty();
    }
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
