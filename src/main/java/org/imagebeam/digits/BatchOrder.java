package org.imagebeam.digits;

import java.util.Random;
import org.imagebeam.learn.StepSeeds;

/**
 * Says which examples make up which batch, as {@code DataSet.next_batch} of
 * tensorflow.examples.tutorials.mnist orders them: shuffled anew for each pass over the data, and a
 * batch that reaches the end of a pass is filled up from the next.
 *
 * <p>The order of a pass follows from the seed and the number of the pass alone, so the batch of
 * any step is found without those before it. Not thread-safe.
 */
final class BatchOrder {
  private final long seed;
  private final int first;
  private final int batchSize;
  private final int[] order;
  private long pass = -1;

  /**
   * @param first number of the first example
   * @param examples how many there are
   * @param batchSize at most {@code examples}
   */
  BatchOrder(long seed, int first, int examples, int batchSize) {
    if (batchSize < 1 || batchSize > examples) {
      throw new IllegalArgumentException(
          "a batch of " + batchSize + " can't be taken from " + examples + " examples");
    }
    this.seed = seed;
    this.first = first;
    this.batchSize = batchSize;
    this.order = new int[examples];
  }

  /** Writes the numbers of the examples of a batch, the step counted from 0. */
  void batch(long step, int[] into) {
    long position = Math.multiplyExact(step, batchSize);
    int filled = 0;
    while (filled < batchSize) {
      shuffle((position + filled) / order.length);
      int from = (int) ((position + filled) % order.length);
      int length = Math.min(batchSize - filled, order.length - from);
      System.arraycopy(order, from, into, filled, length);
      filled += length;
    }
  }

  private void shuffle(long wanted) {
    if (wanted == pass) {
      return;
    }
    for (int i = 0; i < order.length; i++) {
      order[i] = first + i;
    }
    // Of Java's generators the one whose numbers are specified, so that no other version of Java
    // resumes with another order.
    Random random = new Random(StepSeeds.mix(seed, wanted));
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    pass = wanted;
  }
}
