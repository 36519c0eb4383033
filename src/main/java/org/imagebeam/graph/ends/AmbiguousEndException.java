package org.imagebeam.graph.ends;

import java.util.List;
import org.imagebeam.graph.UnfitGraphException;

/** A graph has no input or output that could be meant, or several. */
public final class AmbiguousEndException extends UnfitGraphException {
  private static final long serialVersionUID = 1L;

  /** Which end of a graph is looked for. */
  public enum End {
    /** Where an image goes in. */
    INPUT,
    /** Where the scores come out. */
    OUTPUT
  }

  private final End end;

  AmbiguousEndException(End end, String message) {
    super(message);
    this.end = end;
  }

  /**
   * @param what could be the end, in the plural where there are candidates
   */
  static AmbiguousEndException of(End end, String what, List<String> candidates) {
    return new AmbiguousEndException(
        end,
        candidates.isEmpty()
            ? "the graph has no " + what
            : "the graph has several "
                + what
                + ", and which is meant can't be told: name one of "
                + String.join(", ", candidates));
  }

  /** Returns which end has to be named. */
  public End end() {
    return end;
  }
}
