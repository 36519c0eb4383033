package org.imagebeam.graph.ends;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.imagebeam.image.resize.Sizing;

/**
 * What a graph does to images in front of the tensor that is fed in its stead.
 *
 * @param sizing how it resizes, if it does, and that can be told
 * @param size height and width that it resizes to, if that can be told
 * @param node that resizes; empty if none, or several, do
 * @param doubt why the graph doesn't show it, as a clause; empty if it can, or if nothing is in
 *     front
 * @param values the node that changes the values of pixels there, if one does, as a node and its op
 */
public record OwnResize(
    Optional<Sizing> sizing,
    Optional<List<Integer>> size,
    String node,
    String doubt,
    Optional<String> values) {
  /** Nothing is in front of the tensor, or nothing that is about images. */
  public static final OwnResize NONE =
      new OwnResize(Optional.empty(), Optional.empty(), "", "", Optional.empty());

  public OwnResize {
    requireNonNull(sizing, "sizing is null");
    size = requireNonNull(size, "size is null").map(List::copyOf);
    requireNonNull(node, "node is null");
    requireNonNull(doubt, "doubt is null");
    requireNonNull(values, "values is null");
  }

  static OwnResize doubtful(String doubt, Optional<String> values) {
    return new OwnResize(Optional.empty(), Optional.empty(), "", doubt, values);
  }
}
