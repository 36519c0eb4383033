package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/**
 * Looks for the op that makes probabilities of a network's last values, behind what hands them on.
 */
public final class Activated {
  private static final ImmutableSet<String> ACTIVATIONS = ImmutableSet.of("Softmax", "Sigmoid");

  private Activated() {}

  /** Which ops are looked through: they hand on their first input. */
  public enum Through {
    /**
     * Those that change nothing. For one who asks whether another activation would be wrong: in
     * another shape, a row may hold several distributions, or a part of one.
     */
    SAME(ImmutableSet.of("Identity")),

    /**
     * Those that keep each value. For one who asks how large a value can be, wherever it stands.
     */
    RESHAPED(ImmutableSet.of("Identity", "Reshape", "Squeeze")),

    /** Those that keep a tensor's meaning. For one who asks which tensor is the scores. */
    CONVERTED(
        ImmutableSet.of("Cast", "Identity", "IdentityN", "Reshape", "Squeeze", "StopGradient"));

    private final ImmutableSet<String> ops;

    Through(ImmutableSet<String> ops) {
      this.ops = ops;
    }
  }

  /**
   * Finds the activation that a node's values come from.
   *
   * @return the node with the activation; nothing if there is none
   */
  public static Optional<NodeDef> find(GraphIndex index, NodeDef node, Through through) {
    return Optional.of(source(index, node, through))
        .filter(source -> ACTIVATIONS.contains(source.getOp()));
  }

  /**
   * Finds the activation that a tensor's values come from.
   *
   * @param tensor its name
   * @return the node with the activation; nothing if there is none
   */
  public static Optional<NodeDef> find(GraphIndex index, String tensor, Through through) {
    return index.find(GraphIndex.nodeName(tensor)).flatMap(node -> find(index, node, through));
  }

  /** Finds the node that computes what a node hands on; the node itself if it computes it. */
  public static NodeDef source(GraphIndex index, NodeDef node, Through through) {
    requireNonNull(through, "through is null");
    NodeDef source = node;
    // No more steps than there are nodes: a graph that wasn't run yet may go round in a circle.
    for (int i = 0; i < index.size() && through.ops.contains(source.getOp()); i++) {
      Optional<NodeDef> before =
          source.getInputList().stream()
              .findFirst()
              .flatMap(input -> index.find(GraphIndex.nodeName(input)));
      if (before.isEmpty()) {
        return source;
      }
      source = before.get();
    }
    return source;
  }
}
