package org.imagebeam.inference;

import java.io.Serializable;

/**
 * How {@link RunInference} batches.
 *
 * @param batchSize elements in a batch, at most; 0 for as many as {@link
 *     LoadedModel#usefulBatchSize} says
 * @param groupSize elements that go to a worker together; a multiple of the batch size leaves
 *     batches full
 * @param preparers threads of a JVM that prepare elements; 0 for one a processor
 * @param batchesInFlight batches that may be inside a JVM's model at once; 0 for as many as {@link
 *     LoadedModel#usefulBatchesInFlight} says
 */
public record BatchOptions(int batchSize, int groupSize, int preparers, int batchesInFlight)
    implements Serializable {
  /** Batches of the size that the model wants, on as many threads as each worker makes use of. */
  public static final BatchOptions DEFAULT = ofSize(0);

  /**
   * Elements in a batch, unless the model says otherwise. Small, because batches run side by side,
   * one a processor: of Inception v3, 1 to 16 images went equally fast so, and 4 take half the
   * memory of 8.
   */
  public static final int DEFAULT_SIZE = 4;

  /** Batches in a group, unless told: enough to keep a last, short batch rare. */
  public static final int BATCHES_PER_GROUP = 16;

  /**
   * @throws IllegalArgumentException if a size is below 1, or a number of threads negative
   */
  public BatchOptions {
    requireAtLeast(0, batchSize, "batch size");
    requireAtLeast(1, groupSize, "group size");
    requireAtLeast(0, preparers, "number of preparers");
    requireAtLeast(0, batchesInFlight, "number of batches in flight");
  }

  /**
   * Groups of {@link #BATCHES_PER_GROUP} batches, and as many threads as each worker makes use of.
   *
   * @param batchSize 0 for the size that the model wants, in groups of {@link #BATCHES_PER_GROUP}
   *     times {@link #DEFAULT_SIZE}
   */
  public static BatchOptions ofSize(int batchSize) {
    int counted = batchSize == 0 ? DEFAULT_SIZE : batchSize;
    return new BatchOptions(batchSize, Math.multiplyExact(BATCHES_PER_GROUP, counted), 0, 0);
  }

  /** Returns these options with another number of batches in a JVM's model at once. */
  public BatchOptions withBatchesInFlight(int batches) {
    return new BatchOptions(batchSize, groupSize, preparers, batches);
  }

  /** Threads that prepare elements in this JVM. */
  int preparersHere() {
    return preparers > 0 ? preparers : Runtime.getRuntime().availableProcessors();
  }

  private static void requireAtLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          "the " + name + " must be at least " + least + ", not " + value);
    }
  }
}
