package org.imagebeam.imagemodel;

import java.util.Optional;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.ends.OwnResize;
import org.imagebeam.graph.ends.OwnResizeFinder;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.model.ModelSpec;
import org.tensorflow.proto.GraphDef;

/**
 * Says where a model doesn't state how images are resized, and its graph, in front of the tensor
 * that is fed in its stead, does it in another way than is done without a statement.
 */
final class FrontResize {
  private FrontResize() {}

  /** Returns what to tell a model's user, as a sentence; empty if nothing. */
  static Optional<String> unstated(ModelSpec spec, GraphDef graph) {
    if (spec.sizing().stated().isPresent()) {
      return Optional.empty();
    }
    OwnResize own = OwnResizeFinder.find(graph, TensorName.parse(spec.input()), spec.size());
    if (!own.doubt().isEmpty()) {
      return Optional.of(
          "\"resize\" is not stated, and the graph doesn't show how it resizes images in front of its"
              + " input ("
              + own.doubt()
              + "): they are resized by bilinear, as TensorFlow 1 does");
    }
    return own.sizing()
        .filter(sizing -> !sizing.isPlain())
        .map(
            sizing ->
                "\"resize\" is not stated, and node '"
                    + own.node()
                    + "' in front of the input resizes by "
                    + sizing.text()
                    + ": state "
                    + members(sizing)
                    + ", or scores differ from the graph's own");
  }

  private static String members(Sizing sizing) {
    return "\"resize\": \""
        + sizing.method().text()
        + "\""
        + (sizing.antialias() ? " and \"antialias\": true" : "");
  }
}
