package org.imagebeam.graph.optimize.fuse;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * What a layer norm begins with: the mean of the last dimension, the variance about it, and its
 * root.
 *
 * @param root {@code Rsqrt} or {@code Sqrt} of the variance and {@code epsilon}
 * @param input the tensor that is normalised
 * @param mean of {@code input}
 * @param spread the node that takes the squares of the differences from the mean
 * @param shape of {@code input}; of its last dimension the size is known
 */
record LayerNorm(
    NodeDef root, String input, NodeDef mean, NodeDef spread, float epsilon, List<Long> shape) {
  private static final Set<String> ROOTS = Set.of("Rsqrt", "Sqrt");
  private static final Set<String> SUMS = Set.of("Add", "AddV2");

  /** Reads backwards from a root. */
  static Optional<LayerNorm> of(GraphIndex index, InferredShapes shapes, NodeDef root) {
    if (!ROOTS.contains(root.getOp()) || !isFree(root, 1)) {
      return Optional.empty();
    }
    NodeDef sum = index.input(root, 0);
    if (!SUMS.contains(sum.getOp()) || !isFree(sum, 2)) {
      return Optional.empty();
    }
    int at = isScalar(index.input(sum, 1)) ? 1 : 0;
    NodeDef variance = index.input(sum, 1 - at);
    if (!isScalar(index.input(sum, at)) || !isMeanOfLast(index, shapes, variance)) {
      return Optional.empty();
    }
    float epsilon = FloatTensor.read(index.input(sum, at)).get(0);
    return of(index, shapes, root, index.input(variance, 0), epsilon);
  }

  private static Optional<LayerNorm> of(
      GraphIndex index, InferredShapes shapes, NodeDef root, NodeDef spread, float epsilon) {
    NodeDef difference = spread.getOp().equals("Square") ? index.input(spread, 0) : spread;
    boolean known =
        difference.getOp().equals(spread.getOp().equals("Square") ? "Sub" : "SquaredDifference");
    if (!known || !isFree(difference, 2)) {
      return Optional.empty();
    }
    int at = index.input(difference, 1).getOp().equals("Mean") ? 1 : 0;
    NodeDef mean = index.input(difference, at);
    String input = difference.getInput(1 - at);
    if (!isMeanOfLast(index, shapes, mean) || !mean.getInput(0).equals(input)) {
      return Optional.empty();
    }
    List<Long> shape = shapes.known(input);
    boolean told =
        shape.size() > 1
            && shape.get(shape.size() - 1) > 0
            && shape.stream().filter(size -> size < 0).count() <= 1;
    return told
        ? Optional.of(new LayerNorm(root, input, mean, spread, epsilon, shape))
        : Optional.empty();
  }

  int channels() {
    return Math.toIntExact(shape.get(shape.size() - 1));
  }

  private static boolean isFree(NodeDef node, int inputs) {
    return node.getInputCount() == inputs
        && node.getInputList().stream().noneMatch(GraphIndex::isControl);
  }

  private static boolean isScalar(NodeDef node) {
    return FloatTensor.isConst(node, DataType.DT_FLOAT) && FloatTensor.shapeOf(node).isEmpty();
  }

  private static boolean isMeanOfLast(GraphIndex index, InferredShapes shapes, NodeDef node) {
    if (!node.getOp().equals("Mean")
        || !isFree(node, 2)
        || node.getAttrOrThrow("T").getType() != DataType.DT_FLOAT
        || !node.getAttrOrDefault("keep_dims", AttrValue.getDefaultInstance()).getB()
        || !index.input(node, 1).getOp().equals("Const")) {
      return false;
    }
    int[] axes = Nodes.intValues(index.input(node, 1));
    int last = shapes.known(node.getInput(0)).size() - 1;
    return Arrays.equals(axes, new int[] {-1}) || Arrays.equals(axes, new int[] {last});
  }
}
