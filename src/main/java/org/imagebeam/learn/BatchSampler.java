package org.imagebeam.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws the examples of batches as retrain.py does: a class first, all equally often, then one of
 * its examples, again and again. A batch follows from the seed and the step alone, so that a
 * training which was interrupted goes on with the batches that it would have had. Immutable and
 * safe for use by many threads.
 */
public final class BatchSampler {
  private final long seed;
  private final int batchSize;
  private final List<List<Integer>> examplesOfClasses;

  /**
   * @param labels of the examples: the number of each one's class
   * @param batchSize how many examples a batch has; more than there are is fine
   * @throws IllegalArgumentException if there are no examples, or no batch
   */
  public BatchSampler(long seed, List<Integer> labels, int batchSize) {
    if (labels.isEmpty() || batchSize < 1) {
      throw new IllegalArgumentException(
          "a batch of " + batchSize + " can't be drawn from " + labels.size() + " examples");
    }
    this.seed = seed;
    this.batchSize = batchSize;
    List<List<Integer>> examples = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      while (examples.size() <= labels.get(i)) {
        examples.add(new ArrayList<>());
      }
      examples.get(labels.get(i)).add(i);
    }
    examples.removeIf(List::isEmpty);
    this.examplesOfClasses = List.copyOf(examples);
  }

  /**
   * Returns the numbers of a batch's examples.
   *
   * @param step counted from 0
   */
  public int[] batch(long step) {
    // Of Java's generators the one whose numbers are specified, so that no other version of Java
    // goes on with other batches.
    Random random = new Random(StepSeeds.mix(seed, step));
    int[] batch = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      List<Integer> examples = examplesOfClasses.get(random.nextInt(examplesOfClasses.size()));
      batch[i] = examples.get(random.nextInt(examples.size()));
    }
    return batch;
  }
}
