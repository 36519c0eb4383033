package org.imagebeam.graph.batch;

import java.util.List;
import java.util.stream.IntStream;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** One node on the way of a batch, with all that a rule of {@link BatchRules} asks of it. */
final class BatchOp {
  private final NodeDef node;
  private final List<BatchState> inputs;
  private final GraphIndex index;
  private final InferredShapes shapes;

  BatchOp(NodeDef node, List<BatchState> inputs, GraphIndex index, InferredShapes shapes) {
    this.node = node;
    this.inputs = inputs;
    this.index = index;
    this.shapes = shapes;
  }

  NodeDef node() {
    return node;
  }

  int inputCount() {
    return inputs.size();
  }

  BatchState input(int i) {
    return inputs.get(i);
  }

  BatchState mixed() {
    return BatchState.mixed(node.getName());
  }

  /**
   * @throws GraphException if not even the number of its dimensions is known
   */
  List<Long> shape(int input) {
    return shapes.ranked(node.getInput(input));
  }

  int rank(int input) {
    return shape(input).size();
  }

  /**
   * @throws GraphException if not even the number of its dimensions is known
   */
  List<Long> outputShape() {
    return shapes.ranked(node.getName());
  }

  /**
   * Returns the values of an integer input that doesn't depend on the images.
   *
   * @throws GraphException if they aren't known before a run
   */
  int[] ints(int input) {
    NodeDef source = index.input(node, input);
    while (source.getOp().equals("Identity")) {
      source = index.input(source, 0);
    }
    return source.getOp().equals("Range") ? range(source) : Nodes.intValues(source);
  }

  /** Keras reduces over {@code range(0, rank(x), 1)} where it means all dimensions. */
  private int[] range(NodeDef range) {
    int start = scalarOf(index.input(range, 0));
    int limit = scalarOf(index.input(range, 1));
    int step = scalarOf(index.input(range, 2));
    if (step != 1) {
      throw new GraphException("node '" + range.getName() + "' (Range) has another step than 1");
    }
    return IntStream.range(start, limit).toArray();
  }

  private int scalarOf(NodeDef source) {
    return source.getOp().equals("Rank")
        ? shapes.ranked(source.getInput(0)).size()
        : Nodes.intValues(source)[0];
  }

  /** Returns the only value of an input, as a dimension of a tensor of {@code rank}. */
  int dimension(int input, int rank) {
    return positive(ints(input)[0], rank);
  }

  /** Returns the attribute {@code axis}, as a dimension of a tensor of {@code rank}. */
  int axisAttribute(int rank) {
    return positive((int) attribute("axis").getI(), rank);
  }

  static int positive(int dimension, int rank) {
    return dimension < 0 ? dimension + rank : dimension;
  }

  AttrValue attribute(String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }

  boolean flag(String name) {
    return attribute(name).getB();
  }

  /**
   * Returns what is known of {@code input}, which has to hold images while all others don't.
   *
   * @throws GraphException if others depend on the batch, too
   */
  BatchState only(int input) {
    for (int i = 0; i < inputs.size(); i++) {
      if (i != input && !inputs.get(i).is(BatchState.Kind.FIXED)) {
        throw new GraphException("input " + i + " of node '" + node.getName() + "' isn't constant");
      }
    }
    return images(input);
  }

  /**
   * Returns what is known of {@code input}, which has to hold images.
   *
   * @throws GraphException if it doesn't
   */
  BatchState images(int input) {
    if (!inputs.get(input).is(BatchState.Kind.IMAGES)) {
      throw new GraphException("input " + input + " of node '" + node.getName() + "' is no image");
    }
    return inputs.get(input);
  }
}
