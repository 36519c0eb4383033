package org.imagebeam.graph;

import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;

/**
 * The shapes of a graph's tensors, by TensorFlow's own shape functions, which know each op's
 * padding and broadcasting. Nothing is computed: there is no session. Not thread-safe; whoever
 * makes one closes it.
 */
final class InferredShapes implements AutoCloseable {
  private final Graph graph = new Graph();

  /**
   * Imports {@code graphDef}.
   *
   * @throws GraphException if TensorFlow refuses it
   */
  InferredShapes(GraphDef graphDef) {
    try {
      graph.importGraphDef(graphDef);
    } catch (IllegalArgumentException | TensorFlowException e) {
      graph.close();
      throw new GraphException("TensorFlow refuses the graph: " + e.getMessage());
    }
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
    String name = GraphIndex.nodeName(tensor);
    GraphOperation node = graph.operation(name);
    if (node == null) {
      throw new GraphException("the graph has no node '" + name + "'");
    }
    int output =
        tensor.length() == name.length()
            ? 0
            : Integer.parseInt(tensor.substring(name.length() + 1));
    Shape shape = node.output(output).shape();
    if (shape.hasUnknownDimension()) {
      throw new GraphException(
          "the shape of node '" + name + "' (" + node.type() + ") can't be told: it is " + shape);
    }
    return LongStream.of(shape.asArray()).boxed().toList();
  }

  @Override
  public void close() {
    graph.close();
  }
}
