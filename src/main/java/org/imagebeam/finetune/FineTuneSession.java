package org.imagebeam.finetune;

import java.util.List;
import java.util.function.UnaryOperator;
import org.imagebeam.graph.Constants;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.variables.Unfreezer;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.image.PixelTensors;
import org.imagebeam.learn.BatchScore;
import org.imagebeam.session.SessionRuns;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A session on a {@link FineTuneGraph}, which stays its maker's; its ops may use all processors,
 * see {@link org.imagebeam.session.GraphSession#open} for when they can't. Not thread-safe.
 */
final class FineTuneSession implements AutoCloseable {

  private final FineTuneGraph graph;
  private final int height;
  private final int width;
  private final Session session;

  FineTuneSession(FineTuneGraph graph, int height, int width) {
    this.graph = graph;
    this.height = height;
    this.width = width;
    this.session = new Session(graph.graph());
  }

  /** Returns the session for savers; it stays this object's. */
  Session session() {
    return session;
  }

  /**
   * Gives all variables their first values, one after another, so that no more than one is held
   * twice.
   */
  void initialize(BatchedGraph network, List<String> weights, HeadWeights head) {
    GraphIndex constants = new GraphIndex(network.graph());
    for (String name : weights) {
      assign(name, Constants.floats(constants.get(name)));
    }
    assign(HeadWeights.WEIGHTS, head.weights());
    assign(HeadWeights.BIASES, head.biases());
    Session.Runner runner = session.runner();
    graph.variables().beside().forEach(name -> runner.addTarget(Unfreezer.assign(name)));
    runner.run().close();
  }

  private void assign(String name, float[] values) {
    try (TFloat32 tensor = TFloat32.tensorOf(graph.variables().shape(name))) {
      tensor.asRawTensor().data().asFloats().write(values);
      session
          .runner()
          .feed(Unfreezer.initialValue(name), tensor)
          .addTarget(Unfreezer.assign(name))
          .run()
          .close();
    }
  }

  /** Returns the steps that the variables have behind them. */
  long globalStep() {
    try (Tensor value = session.runner().fetch(graph.globalStep()).run().get(0)) {
      return ((TInt64) value).getLong();
    }
  }

  /** Learns from a batch at a rate; gives how good the network was on it before. */
  BatchScore learn(BatchReader.Batch batch, float learningRate) {
    try (TFloat32 rate = TFloat32.scalarOf(learningRate)) {
      return run(batch, runner -> runner.feed(graph.learningRate(), rate).addTarget(graph.step()));
    }
  }

  /** Measures how good the network is on a batch. */
  BatchScore measure(BatchReader.Batch batch) {
    return run(batch, runner -> runner);
  }

  private BatchScore run(BatchReader.Batch batch, UnaryOperator<Session.Runner> more) {
    try (TFloat32 pixels = PixelTensors.batch(batch.pixels(), batch.size(), height, width);
        TInt32 labels = labels(batch)) {
      Session.Runner runner =
          session
              .runner()
              .feed(graph.pixels(), pixels)
              .feed(graph.labels(), labels)
              .fetch(graph.hits())
              .fetch(graph.losses());
      try (Result result = SessionRuns.run(more.apply(runner))) {
        float[] losses = new float[batch.size()];
        ((TFloat32) result.get(1)).copyTo(DataBuffers.of(losses, false, false));
        return BatchScore.of((long) ((TFloat32) result.get(0)).getFloat(), losses);
      }
    }
  }

  private static TInt32 labels(BatchReader.Batch batch) {
    TInt32 tensor = TInt32.tensorOf(Shape.of(batch.size()));
    IntDataBuffer data = tensor.asRawTensor().data().asInts();
    for (int i = 0; i < batch.size(); i++) {
      data.setInt(batch.labels().get(i), i);
    }
    return tensor;
  }

  @Override
  public void close() {
    session.close();
  }
}
