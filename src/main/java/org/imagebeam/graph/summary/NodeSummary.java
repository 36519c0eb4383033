package org.imagebeam.graph.summary;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A node at one of a network's ends.
 *
 * @param shape of its value for one image, -1 for a size that isn't known; empty if not even the
 *     number of dimensions is
 */
public record NodeSummary(String name, String op, Optional<List<Long>> shape) {
  public NodeSummary {
    requireNonNull(name, "name is null");
    requireNonNull(op, "op is null");
    shape = shape.map(List::copyOf);
  }
}
