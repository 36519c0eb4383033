package org.imagebeam.digits;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.imagebeam.checkpoint.SaveOptions;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.pipeline.SettingsException;
import org.tensorflow.op.Op;

/**
 * Runs a training from where it stands to its end, in one thread.
 *
 * <p>All that the next step needs is in the newest checkpoint: the variables with the optimizer's
 * slots and the averages, and the number of steps, from which the order of the examples follows. A
 * row is written before the checkpoint of its step, and rows of later steps than the checkpoint
 * that a run starts from are dropped, since it makes them again: so no row is lost, and none is
 * there twice.
 */
final class Trainer implements AutoCloseable {
  private final TrainSettings settings;
  private final DatasetShape shape;
  private final long stepsPerEpoch;
  private final DigitNetwork network;
  private final DigitSession session;
  private final DigitSession.Steps steps;
  private final Saver saver;
  private final Op init;
  private final RunFiles files;
  private final List<EpochRow> rows = new ArrayList<>();
  private final Progress progress;
  private double seconds;

  /** Takes news of how a training goes. */
  interface Progress {
    /** Tells from which step the training goes on, and at which it ends. */
    void started(long step, long last);

    /** Tells that so many more steps are done. */
    void stepsDone(long steps);

    /** Tells that a checkpoint was saved. */
    void saved(long nanos);
  }

  /**
   * Opens a session with the examples in it.
   *
   * @param progress is told of what is done
   */
  Trainer(TrainSettings settings, DatasetShape shape, Progress progress) {
    Hyperparameters hyperparameters = settings.hyperparameters();
    this.settings = settings;
    this.shape = shape;
    this.progress = progress;
    this.stepsPerEpoch = settings.stepsPerEpoch(shape);
    BatchOrder order =
        new BatchOrder(
            hyperparameters.seed(),
            shape.firstTraining(),
            shape.training(),
            hyperparameters.batchSize());
    network = new DigitNetwork(shape, hyperparameters.loss());
    DigitNetwork.Step step = network.addStep(hyperparameters);
    init = network.variables().addInitializer();
    saver =
        Saver.builder(network.graph())
            .variables(network.variables().all())
            .maxToKeep(settings.saving().maxToKeep())
            .keepCheckpointEveryNHours(settings.saving().keepEveryNHours())
            .build();
    session = new DigitSession(network);
    steps = session.steps(step, order, hyperparameters.batchSize());
    files =
        new RunFiles(
            settings.saving().folder(),
            "imagebeam train: "
                + hyperparameters.optimizer().text()
                + ", "
                + hyperparameters.loss().text());
  }

  /**
   * Trains to the end.
   *
   * @param examples all of them, which stay the caller's
   * @param out gets a row at the end of each epoch of this run
   * @throws SettingsException if what is there was made with other settings
   * @throws IOException if what is there can't be read, or the folder can't be written
   */
  void run(ExampleTensors examples, Consumer<EpochRow> out) throws IOException {
    Map<String, String> description =
        TrainingRecord.describe(settings.hyperparameters(), shape, examples.fingerprint());
    session.load(examples);
    session.initialize(init);
    long step = resume(description);
    long last = settings.epochs() * stepsPerEpoch;
    progress.started(step, last);
    while (step < last) {
      long next = Math.min(nextStop(step, stepsPerEpoch), nextStop(step, everySteps(last)));
      long start = System.nanoTime();
      steps.run(step, next);
      seconds += (System.nanoTime() - start) / 1e9;
      progress.stepsDone(next - step);
      step = next;
      if (step % stepsPerEpoch == 0) {
        EpochRow row = measure(step);
        rows.add(row);
        files.write(rows);
        out.accept(row);
      }
      save(step);
    }
  }

  private long everySteps(long never) {
    return settings.saving().everySteps() == 0 ? never : settings.saving().everySteps();
  }

  private static long nextStop(long step, long every) {
    return (step / every + 1) * every;
  }

  /** Takes up what is there, and says how many steps that is. */
  private long resume(Map<String, String> description) throws IOException {
    TrainingRecord record = new TrainingRecord(settings.saving().folder());
    Optional<String> checkpoint = new CheckpointFolder(settings.saving().folder()).findLatest();
    long step = 0;
    if (checkpoint.isEmpty()) {
      record.write(description);
    } else {
      record.requireSame(description);
      saver.restore(session.session(), checkpoint.get());
      saver.recoverLastCheckpoints(CheckpointState.read(settings.saving().folder()).allPaths());
      step = session.globalStep();
    }
    long done = step;
    files.read().stream().filter(row -> row.step() <= done).forEach(rows::add);
    files.write(rows);
    seconds = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).seconds();
    return step;
  }

  private EpochRow measure(long step) {
    DigitSession.Measurement training = session.measure(shape.firstTraining(), shape.training());
    DigitSession.Measurement validation = session.measure(0, shape.validation());
    DigitSession.Measurement test = session.measure(shape.firstTest(), shape.test());
    return new EpochRow(
        step / stepsPerEpoch - 1,
        step,
        training.loss(),
        training.accuracy(),
        validation.accuracy(),
        test.accuracy(),
        seconds,
        Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  private void save(long step) throws IOException {
    long start = System.nanoTime();
    saver.save(session.session(), settings.saving().prefix(), SaveOptions.at(step));
    progress.saved(System.nanoTime() - start);
  }

  @Override
  public void close() {
    steps.close();
    session.close();
    network.close();
  }
}
