package org.imagebeam.graph.input;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Tells how many values a network gives for one image: its classes. */
public final class OutputSize {
  /**
   * Ops whose output has the size of their first input; those of loops and branches of TensorFlow 1
   * too, behind which TensorFlow infers no sizes.
   */
  private static final ImmutableSet<String> KEEPING =
      ImmutableSet.of(
          "BiasAdd",
          "Cast",
          "CheckNumerics",
          "Elu",
          "Enter",
          "Exit",
          "Identity",
          "LeakyRelu",
          "LogSoftmax",
          "Merge",
          "Reciprocal",
          "Relu",
          "Relu6",
          "Sigmoid",
          "Softmax",
          "Softplus",
          "StopGradient",
          "Switch",
          "Tanh");

  /** Ops of two inputs, one of which may be one value a class. */
  private static final ImmutableSet<String> ELEMENTWISE =
      ImmutableSet.of("Add", "AddV2", "Div", "Mul", "RealDiv", "Sub");

  private static final ImmutableSet<String> OF_WEIGHTS =
      ImmutableSet.of("Cast", "Dequantize", "Identity", "Mul", "Sub");

  private static final int FARTHEST = 50;

  private OutputSize() {}

  /**
   * Looks for the matrix product that gives the scores; without TensorFlow.
   *
   * @param output the node that is fetched
   * @return the number of its columns; empty if the scores come from something else
   */
  public static OptionalInt stated(BatchedGraph batched, String output) {
    GraphIndex index = new GraphIndex(batched.graph());
    Optional<NodeDef> node = index.find(GraphIndex.nodeName(output));
    for (int i = 0; i < FARTHEST && node.isPresent(); i++) {
      NodeDef found = node.get();
      if (found.getOp().equals("MatMul")) {
        return columns(index, found);
      }
      if (found.getInputCount() == 0) {
        return OptionalInt.empty();
      }
      if (KEEPING.contains(found.getOp())) {
        node = input(index, found, 0);
      } else if (ELEMENTWISE.contains(found.getOp())) {
        boolean constant =
            input(index, found, 0).map(first -> first.getOp().equals("Const")).orElse(false);
        node = input(index, found, constant ? 1 : 0);
      } else {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static Optional<NodeDef> input(GraphIndex index, NodeDef node, int number) {
    return number < node.getInputCount()
        ? index.find(GraphIndex.nodeName(node.getInput(number)))
        : Optional.empty();
  }

  private static OptionalInt columns(GraphIndex index, NodeDef product) {
    Optional<NodeDef> weights = input(index, product, 1);
    for (int i = 0; i < FARTHEST && weights.isPresent(); i++) {
      NodeDef found = weights.get();
      if (found.getOp().equals("Const")) {
        TensorShapeProto shape =
            found
                .getAttrOrDefault("value", AttrValue.getDefaultInstance())
                .getTensor()
                .getTensorShape();
        boolean transposed =
            product.getAttrOrDefault("transpose_b", AttrValue.getDefaultInstance()).getB();
        return shape.getDimCount() == 2
            ? OptionalInt.of((int) shape.getDim(transposed ? 0 : 1).getSize())
            : OptionalInt.empty();
      }
      weights = OF_WEIGHTS.contains(found.getOp()) ? input(index, found, 0) : Optional.empty();
    }
    return OptionalInt.empty();
  }

  /**
   * Counts the values, by the graph or by TensorFlow's shape functions.
   *
   * @param output the node that is fetched
   * @throws UnfitGraphException if the graph doesn't show it
   */
  public static int require(BatchedGraph batched, String output) {
    OptionalInt stated = stated(batched, output);
    OptionalInt size = stated.isPresent() ? stated : inferred(batched, output);
    return size.orElseThrow(
        () ->
            new UnfitGraphException(
                "the graph doesn't show how many classes '"
                    + output
                    + "' has: name a node before it, such as the logits, as the output"));
  }

  /**
   * Asks TensorFlow's shape functions, for which it imports the graph.
   *
   * @param output the node that is fetched
   * @return the number of its values without the batch; empty if it depends on more than the shape
   *     of the input, or if TensorFlow refuses the graph
   */
  public static OptionalInt inferred(BatchedGraph batched, String output) {
    OptionalInt ofBatch = inferred(batched.graph(), output, batched.fixedBatch());
    int number = batched.outputs().indexOf(GraphIndex.nodeName(output));
    if (ofBatch.isPresent() || batched.given().isEmpty() || number < 0) {
      return ofBatch;
    }
    // A shape that is computed from that of a batch may be known of one image.
    GivenGraph one = batched.given().get();
    return inferred(one.graph(), one.outputs().get(number), 1);
  }

  /**
   * @param fixedBatch as in {@link BatchedGraph}
   */
  private static OptionalInt inferred(GraphDef graph, String output, int fixedBatch) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      Optional<List<Long>> sizes = shapes.find(output);
      if (fixedBatch > 0) {
        // All values together are the images', whatever dimension the batch is in, if any.
        OptionalInt all = sizes.map(OutputSize::product).orElse(OptionalInt.empty());
        return all.isPresent() ? OptionalInt.of(all.getAsInt() / fixedBatch) : all;
      }
      // Where nothing is behind the batch, each image has a single number: one class.
      return sizes
          .filter(known -> !known.isEmpty())
          .map(known -> product(known.subList(1, known.size())))
          .orElse(OptionalInt.empty());
    } catch (GraphException | ArithmeticException e) {
      return OptionalInt.empty();
    }
  }

  private static OptionalInt product(List<Long> sizes) {
    return sizes.contains(-1L)
        ? OptionalInt.empty()
        : OptionalInt.of(Math.toIntExact(sizes.stream().reduce(1L, Math::multiplyExact)));
  }
}
