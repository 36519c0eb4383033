package org.imagebeam.graph.input;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.TensorName;
import org.tensorflow.proto.NodeDef;

/** Looks for pixels behind an input that takes something else, to name them in messages. */
final class PixelsBehind {
  private static final long CHANNELS = 3;

  private PixelsBehind() {}

  /**
   * Finds where a graph that decodes many images, or makes them of something else, has their
   * pixels.
   *
   * @return the node and what it gives, in words with a comma at the end; nothing if there is none
   */
  static Optional<String> find(GraphIndex index, InferredShapes shapes, NodeDef entry) {
    Set<String> seen = new HashSet<>();
    List<NodeDef> open = new ArrayList<>(List.of(entry));
    for (int i = 0; i < open.size(); i++) {
      for (NodeDef node : index.consumers(open.get(i).getName())) {
        if (!seen.add(node.getName())) {
          continue;
        }
        Optional<List<Long>> shape = batchOfImages(shapes, node);
        if (shape.isPresent()) {
          return Optional.of(
              String.format(
                  Locale.ROOT,
                  "'%s' (%s), which has the pixels %s,",
                  node.getName(),
                  node.getOp(),
                  Shapes.text(shape.get())));
        }
        open.add(node);
      }
    }
    return Optional.empty();
  }

  private static Optional<List<Long>> batchOfImages(InferredShapes shapes, NodeDef node) {
    if (!shapes.hasOutput(node.getName())) {
      return Optional.empty();
    }
    List<Long> shape = shapes.known(node.getName());
    boolean images = shape.size() == 4 && shape.get(3) == CHANNELS;
    return images && ImageInput.NUMBERS.contains(shapes.type(new TensorName(node.getName(), 0)))
        ? Optional.of(shape)
        : Optional.empty();
  }
}
