package org.imagebeam.train;

import java.io.IOException;
import org.tensorflow.op.Op;

/** Steps of train with the tutorial's settings, for benchmarks. For one thread. */
public final class TrainingSteps implements AutoCloseable {
  private static final int VALIDATION = 5000;
  private static final Hyperparameters SETTINGS =
      new Hyperparameters(Optimizer.SGD, Loss.SOFTMAX_CROSS_ENTROPY, 100, 0.2f, 0, 1);

  private final NetworkGraph graph;
  private final NetworkSession session;
  private final StepLoop loop;
  private long done;

  /**
   * Loads the data and opens the session.
   *
   * @param folder with the idx files of MNIST
   */
  public TrainingSteps(String folder) throws IOException {
    IdxFolder files = IdxFolder.open(folder);
    DataShape shape = DataShape.of(files, VALIDATION);
    graph = new NetworkGraph(shape, SETTINGS.loss());
    StepNodes steps = graph.addSteps(SETTINGS);
    Op init = graph.addInit();
    session = new NetworkSession(graph);
    BatchOrder order =
        new BatchOrder(
            SETTINGS.seed(), shape.firstTraining(), shape.training(), SETTINGS.batchSize());
    loop = new StepLoop(session.session(), steps, order, SETTINGS.batchSize());
    try (ExampleTensors examples = new ExampleTensors(shape)) {
      ExampleReader.read(files.training(), shape, 0, shape.firstTest(), examples::put);
      ExampleReader.read(files.test(), shape, shape.firstTest(), shape.test(), examples::put);
      session.load(examples);
    }
    session.initialize(init);
  }

  /** Does so many more steps. */
  public void run(long steps) {
    loop.run(done, done + steps);
    done += steps;
  }

  @Override
  public void close() {
    loop.close();
    session.close();
    graph.close();
  }
}
