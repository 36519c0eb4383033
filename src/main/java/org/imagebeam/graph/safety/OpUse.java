package org.imagebeam.graph.safety;

import static java.util.Objects.requireNonNull;

/**
 * A node that does something worth a word.
 *
 * @param node its name
 * @param op its op
 * @param function the function of the graph's library that it is in; empty for the graph itself
 * @param doing what the op does, as the end of a sentence
 */
public record OpUse(String node, String op, String function, String doing) {
  public OpUse {
    requireNonNull(node, "node is null");
    requireNonNull(op, "op is null");
    requireNonNull(function, "function is null");
    requireNonNull(doing, "doing is null");
  }

  @Override
  public String toString() {
    String place = function.isEmpty() ? "" : " in function '" + function + "'";
    return "node '" + node + "' (" + op + ")" + place;
  }
}
