package org.imagebeam.inference;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs groups through the JVM's shared model, inside a DoFn whose methods call those of here. A
 * batch holds elements of one group only.
 */
final class GroupRunner<InputT, PreparedT, OutputT> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ModelHandler<InputT, PreparedT, OutputT> handler;
  private final BatchOptions options;
  private final @Nullable SerializableComparator<InputT> order;

  private transient SharedModel<InputT, PreparedT, OutputT> shared;

  GroupRunner(
      ModelHandler<InputT, PreparedT, OutputT> handler,
      BatchOptions options,
      @Nullable SerializableComparator<InputT> order) {
    this.handler = handler;
    this.options = options;
    this.order = order;
  }

  /**
   * Has the model loaded. To be called where a bundle starts and not where a DoFn is set up,
   * because only there do the load's metrics have a bundle.
   */
  void start() throws Exception {
    if (shared == null) {
      shared = SharedModel.acquire(handler, options);
    }
  }

  /** Runs a group; returns when all its outcomes are told. */
  void run(Iterable<InputT> group, Batcher.Output<InputT, OutputT> output)
      throws InterruptedException {
    int batchSize = Math.min(options.batchSize(), shared.model().largestBatch());
    Batcher<InputT, PreparedT, OutputT> batcher = new Batcher<>(shared, batchSize, output);
    for (InputT input : inOrder(group)) {
      batcher.add(input);
    }
    batcher.finish();
  }

  /** Gives the model back. */
  void release() {
    if (shared != null) {
      shared.release();
      shared = null;
    }
  }

  private Iterable<InputT> inOrder(Iterable<InputT> group) {
    if (order == null) {
      return group;
    }
    List<InputT> sorted = new ArrayList<>();
    group.forEach(sorted::add);
    sorted.sort(order);
    return sorted;
  }
}
