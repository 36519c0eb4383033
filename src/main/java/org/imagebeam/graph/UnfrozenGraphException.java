package org.imagebeam.graph;

/** A graph needs variables, whose values are in a checkpoint and not in the graph. */
public final class UnfrozenGraphException extends UnfitGraphException {
  private static final long serialVersionUID = 1L;

  public UnfrozenGraphException(String message) {
    super(message);
  }
}
