package org.imagebeam.graph.safety;

import java.util.List;
import org.imagebeam.graph.GraphException;

/** A graph does more than to compute. The message names the first such node and its op. */
public final class UnsafeGraphException extends GraphException {
  private static final long serialVersionUID = 1L;

  /**
   * @param uses the nodes, at least one
   */
  UnsafeGraphException(List<OpUse> uses) {
    super(
        uses.get(0)
            + " "
            + uses.get(0).doing()
            + (uses.size() == 1 ? "" : "; nodes of that kind: " + uses.size()));
  }
}
