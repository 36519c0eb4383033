package org.imagebeam.graph;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The shapes of a graph's tensors, by TensorFlow's own shape functions, which know each op's
 * padding and broadcasting. Nothing is computed: there is no session. Not thread-safe; whoever
 * makes one closes it.
 */
public final class InferredShapes implements AutoCloseable {
  /** Values of a constant: TensorFlow allows 254 dimensions. */
  private static final int SMALL = 256;

  private final Graph graph;

  /**
   * Imports {@code graphDef}. What it states of shapes is believed, unless TensorFlow finds that it
   * is no longer so.
   *
   * @throws RefusedGraphException if TensorFlow refuses it
   */
  public InferredShapes(GraphDef graphDef) {
    graph = imported(graphDef);
  }

  private static Graph imported(GraphDef graphDef) {
    Graph graph = new Graph();
    try {
      graph.importGraphDef(graphDef);
      return graph;
    } catch (IllegalArgumentException | TensorFlowException e) {
      graph.close();
      GraphDef plain = StatedShapes.drop(graphDef);
      if (plain.equals(graphDef)) {
        throw new RefusedGraphException(e);
      }
      return imported(plain);
    }
  }

  /**
   * Of {@code graphDef} without the values of its float32 constants: TensorFlow need not copy the
   * weights for their shapes. A shape that depends on such a value is unknown then.
   *
   * @throws RefusedGraphException if TensorFlow refuses it
   */
  public static InferredShapes withoutValues(GraphDef graphDef) {
    return without(graphDef, shape -> !shape.isEmpty());
  }

  /**
   * Of {@code graphDef} without the values of its large float32 constants, which TensorFlow need
   * not copy. No shape depends on those: no tensor has so many dimensions.
   *
   * @throws RefusedGraphException if TensorFlow refuses it
   */
  public static InferredShapes withoutWeights(GraphDef graphDef) {
    return without(
        graphDef,
        shape -> shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b) > SMALL);
  }

  private static InferredShapes without(GraphDef graphDef, Predicate<List<Long>> dropped) {
    GraphDef.Builder empty = graphDef.toBuilder().clearNode();
    for (NodeDef node : graphDef.getNodeList()) {
      empty.addNode(
          FloatTensor.isConst(node, DataType.DT_FLOAT) && dropped.test(FloatTensor.shapeOf(node))
              ? Nodes.placeholder(node.getName(), DataType.DT_FLOAT, FloatTensor.shapeOf(node))
              : node);
    }
    return new InferredShapes(empty.build());
  }

  /**
   * The sizes of a tensor's dimensions, -1 for each that is unknown; none if not even their number
   * is known.
   *
   * @param tensor as in {@link #of}
   * @throws GraphException if the graph has no such node
   */
  public List<Long> known(String tensor) {
    return find(tensor).orElse(List.of());
  }

  /**
   * The sizes of a tensor's dimensions, -1 for each that is unknown, if their number is known.
   *
   * @param tensor as in {@link #of}
   * @throws GraphException if the graph has no such node
   */
  public Optional<List<Long>> find(String tensor) {
    Shape shape = shape(tensor);
    return shape.isUnknown()
        ? Optional.empty()
        : Optional.of(LongStream.of(shape.asArray()).boxed().toList());
  }

  /**
   * Returns the sizes of a tensor's dimensions, -1 for each that is unknown.
   *
   * @param tensor as in {@link #of}
   * @throws GraphException if the graph has no such node, or not even the number is known
   */
  public List<Long> ranked(String tensor) {
    Shape shape = shape(tensor);
    if (shape.isUnknown()) {
      throw new GraphException("how many dimensions '" + tensor + "' has isn't known");
    }
    return LongStream.of(shape.asArray()).boxed().toList();
  }

  /**
   * The sizes of a tensor's dimensions.
   *
   * @param tensor as a node names its inputs: {@code "a"} is {@code a}'s first output, {@code
   *     "a:1"} its second
   * @throws GraphException if the graph has no such node, or if its shape depends on more than the
   *     shape of the input
   */
  List<Long> of(String tensor) {
    Shape shape = shape(tensor);
    if (shape.hasUnknownDimension()) {
      String name = GraphIndex.nodeName(tensor);
      throw new GraphException(
          "the shape of node '"
              + name
              + "' ("
              + graph.operation(name).type()
              + ") isn't known in full: it is "
              + shape);
    }
    return LongStream.of(shape.asArray()).boxed().toList();
  }

  /**
   * Whether two tensors surely have the same shape; of one dimension, such as the batch, its size
   * need not be known.
   *
   * @param one as in {@link #of}
   * @param other as in {@link #of}
   * @throws GraphException if the graph has no such node
   */
  public boolean areSame(String one, String other) {
    List<Long> shape = known(one);
    return !shape.isEmpty()
        && shape.equals(known(other))
        && shape.stream().filter(size -> size < 0).count() <= 1;
  }

  /** Whether the number of a tensor's dimensions is known. */
  public boolean isRankKnown(String tensor) {
    return !shape(tensor).isUnknown();
  }

  /**
   * The dtype of a tensor.
   *
   * @param tensor as in {@link #of}
   * @throws GraphException if the graph has no such node, or the node no such output
   */
  public DataType type(TensorName tensor) {
    GraphOperation node = graph.operation(tensor.node());
    if (node == null) {
      throw new GraphException("the graph has no node '" + tensor.node() + "'");
    }
    int outputs = node.numOutputs();
    if (tensor.output() >= outputs) {
      throw new GraphException(
          String.format(
              Locale.ROOT,
              "there is no '%s': node '%s' (%s) has %s",
              tensor.node() + ":" + tensor.output(),
              tensor.node(),
              node.type(),
              outputs == 0 ? "no output" : outputs == 1 ? "one output" : outputs + " outputs"));
    }
    return node.output(tensor.output()).dataType();
  }

  /** Whether a node gives anything: an assertion doesn't. */
  public boolean hasOutput(String name) {
    GraphOperation node = graph.operation(name);
    return node != null && node.numOutputs() > 0;
  }

  private Shape shape(String tensor) {
    String name = GraphIndex.nodeName(tensor);
    GraphOperation node = graph.operation(name);
    if (node == null) {
      throw new GraphException("the graph has no node '" + name + "'");
    }
    int output =
        tensor.length() == name.length()
            ? 0
            : Integer.parseInt(tensor.substring(name.length() + 1));
    if (output >= node.numOutputs()) {
      throw new GraphException("node '" + name + "' (" + node.type() + ") has no output " + output);
    }
    return node.output(output).shape();
  }

  @Override
  public void close() {
    graph.close();
  }
}
