package org.imagebeam.graph;

/**
 * A graph lacks what a rewrite needs of it. The message names the node, without the middle of a
 * name that is very long.
 */
public class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraphException(String message) {
    super(LongNames.shorten(message));
  }
}
