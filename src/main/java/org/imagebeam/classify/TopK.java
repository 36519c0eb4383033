package org.imagebeam.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.imagebeam.image.VectorFunction;
import org.imagebeam.pipeline.OptionChecks;

/**
 * The classes of the highest scores, highest first; of equal scores, the lower node id first.
 *
 * @param k how many, or as many as there are
 */
public record TopK(int k) implements VectorFunction<List<ScoredNode>> {
  private static final Comparator<ScoredNode> BEST_FIRST =
      Comparator.comparingDouble((ScoredNode node) -> node.score())
          .reversed()
          .thenComparingInt(ScoredNode::nodeId);

  /**
   * @throws IllegalArgumentException if k is below 1
   */
  public TopK {
    OptionChecks.atLeastOne("topK", k);
  }

  /**
   * @throws IllegalArgumentException if a score is not a number
   */
  @Override
  public List<ScoredNode> apply(float[] scores) {
    PriorityQueue<ScoredNode> worstOnTop = new PriorityQueue<>(BEST_FIRST.reversed());
    for (int i = 0; i < scores.length; i++) {
      if (Float.isNaN(scores[i])) {
        throw new IllegalArgumentException("the score of node id " + i + " is not a number");
      }
      // Most scores are below all that are kept: they need no object.
      if (worstOnTop.size() < k || scores[i] > worstOnTop.element().score()) {
        worstOnTop.add(new ScoredNode(i, scores[i]));
        if (worstOnTop.size() > k) {
          worstOnTop.remove();
        }
      }
    }
    List<ScoredNode> best = new ArrayList<>(worstOnTop);
    best.sort(BEST_FIRST);
    return best;
  }

  @Override
  public String id() {
    return toString();
  }
}
