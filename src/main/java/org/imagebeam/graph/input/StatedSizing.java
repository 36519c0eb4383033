package org.imagebeam.graph.input;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.ResizeOps;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Sees that what is stated of resizing and cropping isn't stated of a graph that does both by
 * itself: it would have no effect.
 */
record StatedSizing(Sizing sizing) {
  /**
   * Takes a graph's own resize, which is done in its stead.
   *
   * @param resize a {@code ResizeBilinear} as TensorFlow 1 has it
   * @throws UnfitGraphException if another one is stated, or a crop
   */
  void requireOf(NodeDef resize) {
    if (sizing.method() != ResizeMethod.BILINEAR || sizing.crop().isPresent()) {
      throw unfit(Optional.of(resize));
    }
  }

  /**
   * Takes a graph that brings images to their size in its own way.
   *
   * @param front that does so
   * @throws UnfitGraphException if a way is stated
   */
  void requireNone(GraphDef front) {
    if (sizing.stated().isPresent() || sizing.crop().isPresent()) {
      List<NodeDef> resizes =
          front.getNodeList().stream()
              .filter(node -> ResizeOps.NAMES.contains(node.getOp()))
              .toList();
      throw unfit(
          resizes.isEmpty() ? Optional.empty() : Optional.of(resizes.get(resizes.size() - 1)));
    }
  }

  private UnfitGraphException unfit(Optional<NodeDef> resize) {
    String members =
        sizing.stated().isEmpty()
            ? "\"crop\" is"
            : sizing.crop().isEmpty() ? "\"resize\" is" : "\"resize\" and \"crop\" are";
    String what =
        sizing.stated().isPresent() && sizing.crop().isPresent()
            ? "leave them out"
            : "leave it out";
    return new UnfitGraphException(
        members
            + " stated, and the graph brings images to their size by itself"
            + resize.map(node -> " (node " + text(node) + ")").orElse("")
            + ": "
            + what
            + resize
                .map(
                    node ->
                        ", or name '"
                            + node.getName()
                            + "' as the input, where images have their size")
                .orElse(""));
  }

  private static String text(NodeDef node) {
    return "'" + node.getName() + "', " + node.getOp();
  }
}
