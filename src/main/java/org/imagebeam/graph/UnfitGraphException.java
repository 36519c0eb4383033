package org.imagebeam.graph;

/** A graph has all nodes that were named, and can't be used as it is. */
public class UnfitGraphException extends GraphException {
  private static final long serialVersionUID = 1L;

  public UnfitGraphException(String message) {
    super(message);
  }
}
