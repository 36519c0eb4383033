package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import org.imagebeam.graph.ends.OwnResize;
import org.imagebeam.image.resize.Sizing;

/**
 * Says how images are brought to their size, and how that is known.
 *
 * @param options what the user says
 * @param own what the graph does in front of the tensor that is fed
 * @param byGraph whether the graph does so itself, to what it is fed
 */
record SizingReport(SizingOptions options, OwnResize own, boolean byGraph) {
  SizingReport {
    requireNonNull(options, "options is null");
    requireNonNull(own, "own is null");
  }

  /** Returns a line's text. */
  String text(Sizing sizing) {
    if (byGraph) {
      return "by the graph itself";
    }
    StringBuilder text = new StringBuilder(sizing.text());
    if (options.resize().isEmpty() && own.sizing().isPresent()) {
      text.append(", as node '").append(own.node()).append("' does");
    } else if (options.resize().isEmpty() && !own.doubt().isEmpty()) {
      text.append(", because the graph doesn't show how it resizes: ")
          .append(own.doubt())
          .append("; scores differ from the graph's own unless the right one is stated");
    } else if (sizing.stated().isEmpty()) {
      text.append(" (TensorFlow 1's), unless another one is stated");
    }
    own.values()
        .ifPresent(
            node ->
                text.append("; ")
                    .append(node)
                    .append(
                        " changes pixels' values in front of the input, which the preprocessing"
                            + " has to do"));
    return text.toString();
  }
}
