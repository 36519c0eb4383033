package org.imagebeam.inference;

import java.io.Serializable;

/**
 * How {@link RunInference} batches.
 *
 * @param batchSize elements in a batch, at most
 * @param groupSize elements that go to a worker together; a multiple of the batch size leaves
 *     batches full
 * @param preparers threads of a JVM that prepare elements
 * @param batchesInFlight batches that may be inside a JVM's model at once
 */
public record BatchOptions(int batchSize, int groupSize, int preparers, int batchesInFlight)
    implements Serializable {
  /** Elements in a batch, unless told. */
  public static final int DEFAULT_SIZE = 8;

  /** Batches in a group, unless told: enough to keep a last, short batch rare. */
  public static final int BATCHES_PER_GROUP = 8;

  /**
   * @throws IllegalArgumentException if a number is below 1
   */
  public BatchOptions {
    requirePositive(batchSize, "batch size");
    requirePositive(groupSize, "group size");
    requirePositive(preparers, "number of preparers");
    requirePositive(batchesInFlight, "number of batches in flight");
  }

  /**
   * Groups of {@link #BATCHES_PER_GROUP} batches, a preparer for each processor, and one batch at a
   * time: a batch uses every processor by itself.
   */
  public static BatchOptions ofSize(int batchSize) {
    return new BatchOptions(
        batchSize,
        Math.multiplyExact(BATCHES_PER_GROUP, batchSize),
        Runtime.getRuntime().availableProcessors(),
        1);
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("the " + name + " must be at least 1, not " + value);
    }
  }
}
