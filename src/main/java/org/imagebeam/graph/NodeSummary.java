package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A node at one of a network's ends.
 *
 * @param shape of its value for one picture
 */
public record NodeSummary(String name, String op, List<Long> shape) {
  public NodeSummary {
    requireNonNull(name, "name is null");
    requireNonNull(op, "op is null");
    shape = List.copyOf(shape);
  }
}
