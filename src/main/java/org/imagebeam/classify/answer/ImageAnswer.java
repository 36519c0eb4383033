package org.imagebeam.classify.answer;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import org.imagebeam.classify.table.Embedding;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a network's values for an image.
 *
 * @param best the classes of the highest scores; none if they aren't wanted
 * @param heads the same of each other output, in the order of their names
 * @param embedding null if it isn't wanted
 */
public record ImageAnswer(
    List<TopK.Node> best, List<List<TopK.Node>> heads, @Nullable Embedding embedding)
    implements Serializable {
  public ImageAnswer {
    requireNonNull(best, "best is null");
    requireNonNull(heads, "heads is null");
  }

  /** Makes one of a network with one output. */
  public ImageAnswer(List<TopK.Node> best, @Nullable Embedding embedding) {
    this(best, List.of(), embedding);
  }
}
