package org.imagebeam.inference;

import java.util.List;

/**
 * A model in memory. Every method but {@link #close} may be called by many threads at once.
 *
 * @param <InputT> an element of the pipeline
 * @param <PreparedT> what {@link #run} takes
 * @param <OutputT> the answer for one input
 */
public interface LoadedModel<InputT, PreparedT, OutputT> extends AutoCloseable {
  /**
   * Makes of an input what the model takes: reads, decodes, tokenises. Runs beside {@link #run}, on
   * threads of its own.
   *
   * @throws StageException if the input can't be prepared, naming the stage that refused it
   * @throws Exception likewise, as stage {@link InferenceFailure#PREPARE}
   */
  PreparedT prepare(InputT input) throws Exception;

  /**
   * Answers a batch.
   *
   * @return one answer for each prepared input, in their order
   * @throws Exception if the batch failed; each of its inputs is then run again by itself
   */
  List<OutputT> run(List<PreparedT> batch) throws Exception;

  /**
   * How many batches at once this machine runs fastest, if nobody says otherwise. One, unless the
   * model leaves processors idle while it runs a batch.
   */
  default int usefulBatchesInFlight() {
    return 1;
  }

  /** Returns how many inputs a batch should have, if nobody says otherwise; 1 or more. */
  default int usefulBatchSize() {
    return BatchOptions.DEFAULT_SIZE;
  }

  /**
   * Returns how many inputs {@link #run} takes at most: 1 for a model whose answer to one input
   * depends on the others of its batch. A larger batch size that was asked for is cut down to this.
   */
  default int largestBatch() {
    return Integer.MAX_VALUE;
  }

  /** Memory that the model holds, in bytes, or 0 if unknown. */
  long byteSize();

  /**
   * Frees the model; called once, after the last {@link #prepare} and {@link #run} have returned.
   */
  @Override
  void close();
}
