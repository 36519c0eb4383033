package org.imagebeam.digits;

import org.imagebeam.learn.SingleThreadSession;
import org.imagebeam.session.SessionRuns;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** A session on a {@link DigitNetwork}, which stays its maker's. Not thread-safe. */
final class DigitSession implements AutoCloseable {
  /** Examples that are measured together: their pixels as float32 take 16 MB. */
  private static final int SLICE = 5000;

  private final DigitNetwork network;
  private final Session session;

  DigitSession(DigitNetwork network) {
    this.network = network;
    this.session = SingleThreadSession.open(network.graph());
  }

  /**
   * Tells how good the network is on some examples.
   *
   * @param loss their mean loss
   * @param accuracy how many of them are named right, of 1; as Python's float32 shows it
   */
  record Measurement(float loss, float accuracy) {}

  /** Returns the session for a saver; it stays this object's. */
  Session session() {
    return session;
  }

  /** Takes the examples over; the tensors stay the caller's and may be closed. */
  void load(ExampleTensors examples) {
    ExampleVariables variables = network.examples();
    Session.Runner runner =
        session
            .runner()
            .feed(variables.allImages(), examples.images())
            .feed(variables.allLabels(), examples.labels());
    variables.fill().forEach(runner::addTarget);
    runner.run().close();
  }

  /**
   * Gives variables their first values.
   *
   * @param init see {@link org.imagebeam.learn.LearnedVariables#addInitializer}
   */
  void initialize(Op init) {
    session.runner().addTarget(init).run().close();
  }

  /** Returns the steps that the variables have behind them. */
  long globalStep() {
    try (Tensor value = session.runner().fetch(network.variables().globalStep()).run().get(0)) {
      return ((TInt64) value).getLong();
    }
  }

  /**
   * Measures the network as it is.
   *
   * @param first number of the first example
   * @param count how many from there on; of none, all is NaN
   */
  Measurement measure(int first, int count) {
    double correct = 0;
    double loss = 0;
    for (int done = 0; done < count; done += SLICE) {
      int size = Math.min(SLICE, count - done);
      try (TInt32 index = range(first + done, size);
          Result result =
              SessionRuns.run(
                  session
                      .runner()
                      .feed(network.index(), index)
                      .fetch(network.correct())
                      .fetch(network.loss()))) {
        correct += scalar(result.get(0));
        loss += (double) scalar(result.get(1)) * size;
      }
    }
    return new Measurement((float) (loss / count), (float) (correct / count));
  }

  private static TInt32 range(int first, int size) {
    TInt32 index = TInt32.tensorOf(Shape.of(size));
    for (int i = 0; i < size; i++) {
      index.setInt(first + i, i);
    }
    return index;
  }

  private static float scalar(Tensor tensor) {
    return ((TFloat32) tensor).getFloat();
  }

  /**
   * Makes what runs the steps of a training.
   *
   * @param batches of {@code batchSize} examples
   */
  Steps steps(DigitNetwork.Step step, BatchOrder batches, int batchSize) {
    return new Steps(step, batches, batchSize);
  }

  /** Runs steps. One tensor, written anew, feeds them all, and nothing is fetched. */
  final class Steps implements AutoCloseable {
    private final BatchOrder batches;
    private final int[] batch;
    private final TInt32 index;
    private final IntDataBuffer indexData;
    private final Session.Runner runner;

    private Steps(DigitNetwork.Step step, BatchOrder batches, int batchSize) {
      this.batches = batches;
      this.batch = new int[batchSize];
      this.index = TInt32.tensorOf(Shape.of(batchSize));
      this.indexData = index.asRawTensor().data().asInts();
      this.runner = session.runner().feed(step.index(), index).addTarget(step.op());
    }

    /**
     * Runs the steps {@code from} to {@code to}, the latter left out, counted from 0.
     *
     * @param from as many as have been run
     */
    void run(long from, long to) {
      for (long number = from; number < to; number++) {
        batches.batch(number, batch);
        indexData.write(batch);
        SessionRuns.run(runner).close();
      }
    }

    @Override
    public void close() {
      index.close();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
