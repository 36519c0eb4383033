package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

/**
 * One of a node's outputs.
 *
 * @param node that gives it
 * @param output which of the node's outputs, counted from 0
 */
public record TensorName(String node, int output) {
  private static final String FIRST = ":0";

  public TensorName {
    requireNonNull(node, "node is null");
  }

  /**
   * Reads {@code "a"} and {@code "a:0"}, both the first output of node {@code a}, and {@code
   * "a:1"}.
   *
   * @throws GraphException if the text names no tensor, such as {@code "^a"}
   */
  public static TensorName parse(String text) {
    int colon = text.lastIndexOf(':');
    String node = colon < 0 ? text : text.substring(0, colon);
    String number = colon < 0 ? "0" : text.substring(colon + 1);
    if (node.isEmpty() || GraphIndex.isControl(node) || !number.matches("[0-9]{1,4}")) {
      throw new GraphException(
          "'"
              + text
              + "' names no tensor: a tensor is a node's name, or that with a number, such"
              + " as 'scores:1'");
    }
    return new TensorName(node, Integer.parseInt(number));
  }

  /** Returns {@code text} without the {@code :0} that says what is meant anyway. */
  public static String shortest(String text) {
    boolean first = text.endsWith(FIRST) && text.length() > FIRST.length();
    return first ? text.substring(0, text.length() - FIRST.length()) : text;
  }

  @Override
  public String toString() {
    return output == 0 ? node : node + ":" + output;
  }
}
