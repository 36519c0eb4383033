package org.imagebeam.digits;

import java.io.IOException;
import org.imagebeam.learn.Optimizer;
import org.tensorflow.op.Op;

/** Steps of train with the settings that hold by default, for benchmarks. For one thread. */
public final class TrainingSteps implements AutoCloseable {
  private static final int VALIDATION = 5000;
  private static final Hyperparameters SETTINGS =
      new Hyperparameters(Optimizer.SGD, Loss.SOFTMAX_CROSS_ENTROPY, 100, 0.2f, 0, 1);

  private final DigitNetwork network;
  private final DigitSession session;
  private final DigitSession.Steps steps;
  private long done;

  /**
   * Loads the data and opens the session.
   *
   * @param folder with the idx files of MNIST
   */
  public TrainingSteps(String folder) throws IOException {
    IdxFolder files = IdxFolder.open(folder);
    DatasetShape shape = DatasetShape.of(files, VALIDATION);
    network = new DigitNetwork(shape, SETTINGS.loss());
    DigitNetwork.Step step = network.addStep(SETTINGS);
    Op init = network.variables().addInitializer();
    session = new DigitSession(network);
    BatchOrder order =
        new BatchOrder(
            SETTINGS.seed(), shape.firstTraining(), shape.training(), SETTINGS.batchSize());
    steps = session.steps(step, order, SETTINGS.batchSize());
    try (ExampleTensors examples = new ExampleTensors(shape)) {
      ExampleReader.read(files.training(), shape, 0, shape.firstTest(), examples::put);
      ExampleReader.read(files.test(), shape, shape.firstTest(), shape.test(), examples::put);
      session.load(examples);
    }
    session.initialize(init);
  }

  /** Does so many more steps. */
  public void run(long count) {
    steps.run(done, done + count);
    done += count;
  }

  @Override
  public void close() {
    steps.close();
    session.close();
    network.close();
  }
}
