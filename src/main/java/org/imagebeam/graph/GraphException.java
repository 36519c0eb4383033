package org.imagebeam.graph;

/** A graph lacks what a rewrite needs of it. The message names the node. */
public class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraphException(String message) {
    super(message);
  }
}
