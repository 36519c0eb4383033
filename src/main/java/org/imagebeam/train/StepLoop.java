package org.imagebeam.train;

import org.imagebeam.inference.SessionRuns;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Runs the steps of a training. One tensor, written anew, feeds them all, and nothing is fetched.
 * Not thread-safe.
 */
final class StepLoop implements AutoCloseable {
  private final Session session;
  private final StepNodes nodes;
  private final BatchOrder order;
  private final int[] batch;
  private final TInt32 index;
  private final IntDataBuffer indexData;
  private final Session.Runner step;

  /**
   * @param session on the graph of {@code nodes}; stays the caller's
   */
  StepLoop(Session session, StepNodes nodes, BatchOrder order, int batchSize) {
    this.session = session;
    this.nodes = nodes;
    this.order = order;
    this.batch = new int[batchSize];
    this.index = TInt32.tensorOf(Shape.of(batchSize));
    this.indexData = index.asRawTensor().data().asInts();
    this.step = session.runner().feed(nodes.index(), index).addTarget(nodes.step());
  }

  /**
   * Runs the steps {@code from} to {@code to}, the latter left out, counted from 0.
   *
   * @param from as many as have been run
   */
  void run(long from, long to) {
    for (long number = from; number < to; number++) {
      order.batch(number, batch);
      indexData.write(batch);
      SessionRuns.run(step).close();
    }
  }

  /** The steps that the variables have behind them. */
  long globalStep() {
    try (Tensor value = session.runner().fetch(nodes.globalStep()).run().get(0)) {
      return ((TInt64) value).getLong();
    }
  }

  @Override
  public void close() {
    index.close();
  }
}
