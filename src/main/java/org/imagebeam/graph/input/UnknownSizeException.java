package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import org.imagebeam.graph.UnfitGraphException;

/** A graph takes images of any size, and nothing says which they are to have. */
public final class UnknownSizeException extends UnfitGraphException {
  private static final long serialVersionUID = 1L;

  private final String problem;

  /**
   * Makes one.
   *
   * @param problem what the graph takes
   */
  UnknownSizeException(String problem) {
    super(
        requireNonNull(problem, "problem is null")
            + ": state \"size\" in model.json as [height, width], or the size where it is imported");
    this.problem = problem;
  }

  /** Returns what the graph takes, without what to do about it. */
  public String problem() {
    return problem;
  }
}
