package org.imagebeam.classify.answer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import org.imagebeam.imagemodel.VectorFunction;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;

/**
 * The classes of the highest scores, highest first; of equal scores, the lower node id first.
 *
 * @param k how many at most
 * @param minScore what a score must be at least; negative infinity if any will do
 */
public record TopK(int k, float minScore) implements VectorFunction<List<TopK.Node>> {
  private static final Comparator<Node> BEST_FIRST =
      Comparator.comparingDouble((Node node) -> node.score())
          .reversed()
          .thenComparingInt(Node::nodeId);

  /**
   * A class of the network and its score.
   *
   * @param nodeId the class's index in the output node
   * @param score the output node's value
   */
  public record Node(int nodeId, float score) implements Serializable {}

  /**
   * @throws IllegalArgumentException if k is below 1, or minScore not a number
   */
  public TopK {
    OptionChecks.atLeastOne("topK", k);
    if (Float.isNaN(minScore)) {
      throw InvalidValueException.of("minScore", "must be a number");
    }
  }

  /**
   * Makes one that takes the best, however low their scores are.
   *
   * @throws IllegalArgumentException if k is below 1
   */
  public TopK(int k) {
    this(k, Float.NEGATIVE_INFINITY);
  }

  /**
   * @throws IllegalArgumentException if a score is not a number, or positive infinity
   */
  @Override
  public List<Node> apply(float[] scores) {
    PriorityQueue<Node> worstOnTop = new PriorityQueue<>(BEST_FIRST.reversed());
    for (int i = 0; i < scores.length; i++) {
      if (Float.isNaN(scores[i]) || scores[i] == Float.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "the score of node id "
                + i
                + " is "
                + (Float.isNaN(scores[i]) ? "not a number" : "infinite")
                + ": the network can't answer this image");
      }
      if (scores[i] < minScore) {
        continue;
      }
      // Most scores are below all that are kept: they need no object.
      if (worstOnTop.size() < k || scores[i] > worstOnTop.element().score()) {
        worstOnTop.add(new Node(i, scores[i]));
        if (worstOnTop.size() > k) {
          worstOnTop.remove();
        }
      }
    }
    List<Node> best = new ArrayList<>(worstOnTop);
    best.sort(BEST_FIRST);
    return best;
  }

  /** Scores of a network without a softmax or sigmoid at its end are written all the same. */
  @Override
  public Optional<String> remarkOn(float[] scores) {
    return remarkOn("the scores", scores);
  }

  /**
   * Says of an output what {@link #remarkOn(float[])} says.
   *
   * @param what the scores are called
   */
  Optional<String> remarkOn(String what, float[] scores) {
    for (float score : scores) {
      if (score < 0 || score > 1) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s are no probabilities (one is %.4g): they seem to be logits, and are written as"
                    + " they are",
                what,
                score));
      }
    }
    return minScore > 1
        ? Optional.of(
            what
                + " seem to be probabilities, from 0 to 1, and none can be "
                + minScore
                + ", the least that is asked for: images have no labels; state a share of 1, such"
                + " as 0.5")
        : Optional.empty();
  }

  @Override
  public String id() {
    return toString();
  }
}
