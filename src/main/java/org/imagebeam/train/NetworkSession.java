package org.imagebeam.train;

import org.imagebeam.inference.SessionRuns;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A session on a {@link NetworkGraph}, which stays its maker's. Not thread-safe.
 *
 * <p>Its ops run one after another on the thread that calls: each takes microseconds, less than to
 * wake another thread, and sums are then added up in the same order in each run.
 */
final class NetworkSession implements AutoCloseable {
  private static final int ON_CALLER = -1;

  /** Examples that are measured together: their pixels as float32 take 16 MB. */
  private static final int SLICE = 5000;

  private final NetworkGraph graph;
  private final Session session;

  NetworkSession(NetworkGraph graph) {
    this.graph = graph;
    this.session =
        new Session(
            graph.graph(),
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(ON_CALLER)
                .build());
  }

  /** For a saver, and for whoever runs what no method here does; stays this object's. */
  Session session() {
    return session;
  }

  /** Takes the examples over; the tensors stay the caller's and may be closed. */
  void load(ExampleTensors examples) {
    ExampleVariables variables = graph.examples();
    Session.Runner runner =
        session
            .runner()
            .feed(variables.allImages(), examples.images())
            .feed(variables.allLabels(), examples.labels());
    variables.fill().forEach(runner::addTarget);
    runner.run().close();
  }

  /** Runs what gives variables their first values. */
  void initialize(Op init) {
    session.runner().addTarget(init).run().close();
  }

  /**
   * Measures the network as it is.
   *
   * @param first number of the first example
   * @param count how many from there on; of none, all is NaN
   */
  Measurement measure(int first, int count) {
    MeasureNodes nodes = graph.measure();
    double correct = 0;
    double loss = 0;
    for (int done = 0; done < count; done += SLICE) {
      int size = Math.min(SLICE, count - done);
      try (TInt32 index = range(first + done, size);
          Result result =
              SessionRuns.run(
                  session
                      .runner()
                      .feed(nodes.index(), index)
                      .fetch(nodes.correct())
                      .fetch(nodes.loss()))) {
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

  @Override
  public void close() {
    session.close();
  }
}
