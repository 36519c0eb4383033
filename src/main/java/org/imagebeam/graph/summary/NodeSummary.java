package org.imagebeam.graph.summary;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A node at one of a network's ends.
 *
 * @param shape of its value for one image, -1 for a size that isn't known; empty if not even the
 *     number of dimensions is
 * @param ofImage whether its value depends on the image; else it is one value for all
 */
public record NodeSummary(String name, String op, Optional<List<Long>> shape, boolean ofImage) {
  public NodeSummary {
    requireNonNull(name, "name is null");
    requireNonNull(op, "op is null");
    shape = shape.map(List::copyOf);
  }

  /** Makes one whose value depends on the image. */
  public NodeSummary(String name, String op, Optional<List<Long>> shape) {
    this(name, op, shape, true);
  }
}
