package org.imagebeam.head;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.imagebeam.checkpoint.SaveOptions;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.learn.BatchSampler;
import org.imagebeam.learn.BatchScore;
import org.imagebeam.learn.BestStep;
import org.imagebeam.learn.EvaluationLog;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.SingleThreadSession;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.session.SessionRuns;
import org.imagebeam.storage.Storage;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Trains the new last layer on bottlenecks from where it stands to its end, in one thread. What it
 * gives is the layer of the evaluation with the lowest cross-entropy on validation, since on few
 * images the last steps make it surer than it should be; retrain.py takes the last.
 *
 * <p>All that the next step needs is in the newest checkpoint. The rows up to a checkpoint are
 * written before it, and rows of later steps than the checkpoint that a run starts from are
 * dropped, since it makes them again: so no row is lost, and none is there twice.
 */
public final class HeadTrainer implements AutoCloseable {
  private static final String PREFIX = "head.ckpt";
  private static final String BEST_FOLDER = "head-best";
  private static final String BEST_PREFIX = BEST_FOLDER + "/best.ckpt";
  private static final List<String> LEARNT = List.of(HeadWeights.WEIGHTS, HeadWeights.BIASES);

  /** Makes evaluations draw other numbers than steps. */
  private static final long VALIDATION = 0x56414C;

  private final HeadSettings settings;
  private final String folder;
  private final EvaluationLog log;
  private final BottleneckTensors training;
  private final BottleneckTensors validation;
  private final int classes;
  private final BatchSampler batches;
  private final HeadGraph graph;
  private final Session session;
  private final Saver saver;
  private final Saver best;
  private final LongConsumer stepsDone;
  private final List<EvaluationRow> rows = new ArrayList<>();
  private double seconds;

  /**
   * Opens a session.
   *
   * @param folder of the checkpoints
   * @param log of the evaluations; what it has of other phases is not kept
   * @param training examples, at least one
   * @param validation examples of the same length; none makes NaN of what they would tell
   * @param classes that there are
   * @param stepsDone is told how many steps were done, now and then
   */
  public HeadTrainer(
      HeadSettings settings,
      String folder,
      EvaluationLog log,
      BottleneckTensors training,
      BottleneckTensors validation,
      int classes,
      LongConsumer stepsDone) {
    this.settings = settings;
    this.folder = folder;
    this.log = log;
    this.training = training;
    this.validation = validation;
    this.classes = classes;
    this.stepsDone = stepsDone;
    batches = new BatchSampler(settings.seed(), training.labels(), settings.trainBatchSize());
    graph = new HeadGraph(training.features(), classes, settings.learningRate());
    saver = Saver.builder(graph.graph()).build();
    best = Saver.builder(graph.graph()).variables(LEARNT).maxToKeep(1).build();
    session = SingleThreadSession.open(graph.graph());
  }

  /**
   * Trains to the end.
   *
   * @param progress gets a phase, whose units are steps
   * @return the prefix of the best checkpoint
   * @throws IOException if the folder can't be written, or what is there can't be read
   */
  public String run(ProgressId progress) throws IOException {
    long step = resume();
    ProgressPhase phase =
        progress.begin("training the last layer", "steps", settings.steps(), step);
    while (step < settings.steps()) {
      long next = Math.min(settings.steps(), nextStop(step));
      long start = System.nanoTime();
      for (long i = step; i < next; i++) {
        train(i);
        phase.add(1);
      }
      seconds += (System.nanoTime() - start) / 1e9;
      stepsDone.accept(next - step);
      step = next;
      if (step % settings.evalStepInterval() == 0 || step == settings.steps()) {
        rows.add(evaluate(step));
        if (bestStep() == step) {
          best.save(session, bestPrefix(), SaveOptions.at(step).withoutMetaGraph());
        }
      }
      if (step % settings.saveEverySteps() == 0 || step == settings.steps()) {
        log.write(rows);
        saver.save(session, prefix(), SaveOptions.at(step));
      }
    }
    return bestPrefix() + "-" + bestStep();
  }

  /** Returns the step of the best evaluation so far; of the last where nothing tells them apart. */
  private long bestStep() {
    return validation.size() == 0 ? rows.get(rows.size() - 1).step() : BestStep.lowest(rows).step();
  }

  private String bestPrefix() {
    return Storage.resolve(folder, BEST_PREFIX);
  }

  private String prefix() {
    return Storage.resolve(folder, PREFIX);
  }

  private long nextStop(long step) {
    long evaluation = (step / settings.evalStepInterval() + 1) * settings.evalStepInterval();
    long saving = (step / settings.saveEverySteps() + 1) * settings.saveEverySteps();
    return Math.min(evaluation, saving);
  }

  /** Takes up what is there, and says how many steps that is. */
  private long resume() throws IOException {
    Optional<String> newest = new CheckpointFolder(folder).findLatest();
    if (newest.isEmpty()) {
      initialize(HeadWeights.initial(training.features(), classes, settings.seed()));
      return 0;
    }
    saver.restore(session, newest.get());
    saver.recoverLastCheckpoints(CheckpointState.read(folder).allPaths());
    best.recoverLastCheckpoints(
        CheckpointState.read(Storage.resolve(folder, BEST_FOLDER)).allPaths());
    long step = globalStep();
    List<EvaluationRow> before = log.rows();
    before.stream()
        .filter(row -> row.phase() == EvaluationRow.Phase.HEAD && row.step() <= step)
        .forEach(rows::add);
    seconds = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).seconds();
    return step;
  }

  private void initialize(HeadWeights first) {
    try (TFloat32 weights = tensor(first.weights(), Shape.of(first.features(), first.classes()));
        TFloat32 biases = tensor(first.biases(), Shape.of(first.classes()))) {
      session
          .runner()
          .feed(graph.firstWeights(), weights)
          .feed(graph.firstBiases(), biases)
          .addTarget(graph.initializer())
          .run()
          .close();
    }
  }

  private static TFloat32 tensor(float[] values, Shape shape) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }

  private long globalStep() {
    try (var fetched = session.runner().fetch(graph.globalStep()).run()) {
      return ((TInt64) fetched.get(0)).getLong();
    }
  }

  private void train(long step) {
    int[] batch = batches.batch(step);
    try (TFloat32 bottlenecks = training.bottlenecks(batch);
        TInt32 labels = training.labels(batch)) {
      SessionRuns.run(
              session
                  .runner()
                  .feed(graph.bottlenecks(), bottlenecks)
                  .feed(graph.labels(), labels)
                  .addTarget(graph.step()))
          .close();
    }
  }

  /** Measures after {@code step} steps: on the last one's batch, and on validation. */
  private EvaluationRow evaluate(long step) {
    BatchScore trained = score(training, batches.batch(step - 1));
    BatchScore validated = score(validation, validationBatch(step));
    return new EvaluationRow(
        EvaluationRow.Phase.HEAD,
        step,
        trained.accuracy(),
        trained.meanCrossEntropy(),
        validated.accuracy(),
        validated.meanCrossEntropy(),
        validated.standardError(),
        seconds,
        Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  /** Returns the numbers of all validation examples, or of some if there are many. */
  private int[] validationBatch(long step) {
    int wanted = settings.validationBatchSize();
    return wanted == 0 || wanted >= validation.size()
        ? IntStream.range(0, validation.size()).toArray()
        : new BatchSampler(settings.seed() ^ VALIDATION, validation.labels(), wanted).batch(step);
  }

  private BatchScore score(BottleneckTensors examples, int[] numbers) {
    if (numbers.length == 0) {
      return BatchScore.NONE;
    }
    try (TFloat32 bottlenecks = examples.bottlenecks(numbers);
        TInt32 labels = examples.labels(numbers);
        var fetched =
            SessionRuns.run(
                session
                    .runner()
                    .feed(graph.bottlenecks(), bottlenecks)
                    .feed(graph.labels(), labels)
                    .fetch(graph.accuracy())
                    .fetch(graph.losses()))) {
      float[] losses = new float[numbers.length];
      ((TFloat32) fetched.get(1)).copyTo(DataBuffers.of(losses, false, false));
      float accuracy = ((TFloat32) fetched.get(0)).getFloat();
      return BatchScore.of(Math.round((double) accuracy * numbers.length), losses);
    }
  }

  /**
   * Looks up the best layer that a training has kept.
   *
   * @param folder of the checkpoints
   * @return the prefix of its checkpoint
   * @throws CheckpointException if there is none
   * @throws IOException if the folder can't be read
   */
  static String best(String folder) throws IOException {
    return new CheckpointFolder(Storage.resolve(folder, BEST_FOLDER)).requireLatest();
  }

  /**
   * Reads the layer in a checkpoint.
   *
   * @throws IOException if it can't be read
   */
  public static HeadWeights read(String prefix) throws IOException {
    try (CheckpointReader checkpoint = CheckpointReader.open(prefix)) {
      return HeadWeights.read(checkpoint);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
