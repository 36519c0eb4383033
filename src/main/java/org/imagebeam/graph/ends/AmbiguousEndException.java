package org.imagebeam.graph.ends;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.jspecify.annotations.Nullable;

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
  private final transient @Nullable List<TensorName> candidates;

  private AmbiguousEndException(End end, List<TensorName> candidates, String message) {
    super(message);
    this.end = end;
    this.candidates = List.copyOf(candidates);
  }

  /** Of an end that there is none of. */
  static AmbiguousEndException none(End end, String what) {
    return new AmbiguousEndException(end, List.of(), "the graph has no " + what);
  }

  /**
   * Of an end that several tensors could be.
   *
   * @param what they are, in the plural
   * @param text says what a tensor is
   */
  static AmbiguousEndException of(
      End end, String what, List<TensorName> candidates, Function<TensorName, String> text) {
    return new AmbiguousEndException(
        end,
        candidates,
        "the graph has several "
            + what
            + ": name one of "
            + candidates.stream().map(text).collect(Collectors.joining(", ")));
  }

  /** Returns the tensors that could be meant; none if there is none, or if this was serialised. */
  public List<TensorName> candidates() {
    return candidates == null ? List.of() : candidates;
  }

  /** Returns which end has to be named. */
  public End end() {
    return end;
  }
}
