package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

/** TensorFlow refuses a graph, say for an op that it doesn't know. */
public final class RefusedGraphException extends GraphException {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause what TensorFlow says of it
   */
  RefusedGraphException(RuntimeException cause) {
    super("TensorFlow refuses the graph: " + cause.getMessage());
    initCause(cause);
  }

  /** What TensorFlow says of it. */
  public String reason() {
    return LongNames.shorten(String.valueOf(requireNonNull(getCause()).getMessage()));
  }
}
