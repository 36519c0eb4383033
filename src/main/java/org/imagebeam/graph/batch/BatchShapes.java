package org.imagebeam.graph.batch;

import java.util.List;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.input.PixelCut;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Tells by TensorFlow's shapes whether a graph answers each image of a batch by itself. */
final class BatchShapes {
  /** Batches of sizes that no dimension of a network has by chance. */
  private static final List<Long> BATCHES = List.of(97L, 89L);

  private BatchShapes() {}

  /**
   * Whether the first dimension of each output is that of the input, for any batch. Where
   * TensorFlow can't tell a shape, it is taken to be right.
   */
  static boolean takesAny(GraphDef graph, String input, List<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    Set<String> batched = index.dependents(List.of(input));
    boolean squeezed =
        graph.getNodeList().stream()
            .anyMatch(node -> batched.contains(node.getName()) && squeezesBatch(node));
    if (squeezed) {
      return false;
    }
    NodeDef placeholder = index.get(input);
    for (long batch : BATCHES) {
      List<NodeDef> fed = List.of(withBatch(placeholder, batch));
      if (!keepsBatch(PixelCut.replace(graph, fed), outputs, batch)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether each output has a row, or as many values as one, for each image. */
  static boolean rows(GraphDef graph, List<String> outputs, long batch) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      return outputs.stream()
          .allMatch(
              output -> {
                List<Long> shape = shapes.known(output);
                boolean flat = shape.size() == 1 && shape.get(0) % batch == 0;
                return flat || startsWith(shapes, output, batch);
              });
    } catch (RefusedGraphException e) {
      return false;
    }
  }

  private static boolean keepsBatch(GraphDef graph, List<String> outputs, long batch) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      return outputs.stream().allMatch(output -> startsWith(shapes, output, batch));
    } catch (RefusedGraphException e) {
      return false;
    }
  }

  private static boolean startsWith(InferredShapes shapes, String output, long batch) {
    if (!shapes.isRankKnown(output)) {
      return true;
    }
    List<Long> shape = shapes.known(output);
    return !shape.isEmpty() && (shape.get(0) < 0 || shape.get(0) == batch);
  }

  private static NodeDef withBatch(NodeDef placeholder, long batch) {
    List<Long> shape =
        placeholder
            .getAttrOrDefault("shape", AttrValue.getDefaultInstance())
            .getShape()
            .getDimList()
            .stream()
            .map(dim -> dim.getSize() < 0 ? batch : dim.getSize())
            .toList();
    return Nodes.placeholder(placeholder.getName(), DataType.DT_FLOAT, shape);
  }

  private static boolean squeezesBatch(NodeDef squeeze) {
    if (!squeeze.getOp().equals("Squeeze")) {
      return false;
    }
    List<Long> dims =
        squeeze
            .getAttrOrDefault("squeeze_dims", AttrValue.getDefaultInstance())
            .getList()
            .getIList();
    return dims.isEmpty() || dims.contains(0L);
  }
}
