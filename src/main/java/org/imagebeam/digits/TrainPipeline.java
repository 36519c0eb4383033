package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.download.Progress;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.progress.ProgressWatcher;
import org.imagebeam.session.TensorFlowRuntime;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.RowWatcher;

/**
 * The whole job: reads the examples, brings them to one trainer, and has a row for each epoch.
 *
 * <pre>
 * Halves ── ReadExamples ── GatherExamples ── TrainModel ── a row an epoch
 *                                                 │
 *                                  checkpoints, table, events, curves
 * </pre>
 *
 * <p>The trainer itself writes what is kept: a runner hands on what a step gives only when the step
 * is done, and a training that is killed is to have kept its rows as it has its checkpoints.
 */
public final class TrainPipeline {

  private final TrainOptions options;
  private final TrainSettings settings;
  private final DatasetShape shape;
  private final ProgressWatcher watcher;

  private TrainPipeline(
      TrainOptions options, TrainSettings settings, DatasetShape shape, ProgressWatcher watcher) {
    this.options = options;
    this.settings = settings;
    this.shape = shape;
    this.watcher = watcher;
  }

  /**
   * Checks the options and the headers of the data, before anything is written.
   *
   * @param progress told if the data have to be fetched, and how the run goes
   * @throws InvalidValueException if an option's value is invalid
   * @throws InputException if there are no data, or they don't fit together
   * @throws IOException if they can't be fetched or read
   */
  public static TrainPipeline create(TrainOptions options, Progress progress) throws IOException {
    requireNonNull(options, "options is null");
    TrainSettings settings = TrainSettings.of(options);
    TensorFlowRuntime.loadAhead();
    if (Storage.isFolder(settings.saving().folder())) {
      RunFiles.requireWritable(settings.saving().folder());
    }
    DatasetShape shape = DatasetShape.of(settings.data().open(progress), settings.validation());
    if (settings.stepsPerEpoch(shape) == 0) {
      throw InvalidValueException.of(
          "batchSize",
          "must be at most the number of training examples, "
              + shape.training()
              + ", not "
              + settings.hyperparameters().batchSize());
    }
    return new TrainPipeline(options, settings, shape, progress);
  }

  /**
   * Trains to the end, from the newest checkpoint that is there. Killed at any moment and run again
   * with the same options, it ends with the same weights, to the bit.
   *
   * @param epochs is told of each row of this run, soon after it was written
   * @throws SettingsException if what is there was made with other settings
   * @throws InputException if the data are damaged
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the folder can't be written, or what is there can't be read
   */
  public TrainSummary run(Consumer<EpochRow> epochs) throws IOException {
    String folder = settings.saving().folder();
    String metrics = RunFiles.metrics(folder);
    RunFiles.requireWritable(folder);
    double before = lastSeconds(EpochRow.TABLE.read(metrics));
    PipelineResult result;
    try (RowWatcher<EpochRow> watcher = new RowWatcher<>(EpochRow.TABLE, metrics, epochs);
        JobProgress progress = JobProgress.start(this.watcher)) {
      watcher.start();
      result = runPipeline(progress.id());
    }
    List<EpochRow> rows = EpochRow.TABLE.read(metrics);
    EpochRow last = rows.get(rows.size() - 1);
    return new TrainSummary(
        last,
        steps(result),
        Math.max(0, lastSeconds(rows) - before),
        folder,
        metrics,
        RunFiles.curves(folder));
  }

  /**
   * Describes, for a process that is being stopped, what the same command can go on from: words
   * that follow "stopped".
   */
  public String describeKept() {
    String folder = settings.saving().folder();
    try {
      return new CheckpointFolder(folder)
          .findLatest()
          .map(
              newest ->
                  "; the checkpoints so far are kept in '"
                      + folder
                      + "', and the same command goes on from the newest")
          .orElse("; there is no checkpoint to go on from, the same command starts anew");
    } catch (IOException e) {
      return "";
    }
  }

  private PipelineResult runPipeline(ProgressId progress) {
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, progress);
    return PipelineRun.runSingleThreaded(pipeline);
  }

  private PCollection<EpochRow> build(Pipeline pipeline, ProgressId progress) {
    return pipeline
        .apply(
            "Halves", Create.of(List.of(Half.values())).withCoder(SerializableCoder.of(Half.class)))
        .apply("ReadExamples", ParDo.of(new ReadExamplesFn(settings.data(), shape)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ExampleChunk.Coder.of()))
        .apply("GatherExamples", GroupByKey.create())
        .apply("TrainModel", ParDo.of(new TrainModelFn(settings, shape, progress)));
  }

  private static long steps(PipelineResult result) {
    MetricsFilter steps =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(TrainMetrics.NAMESPACE, TrainMetrics.STEPS))
            .build();
    long total = 0;
    for (MetricResult<Long> counter : result.metrics().queryMetrics(steps).getCounters()) {
      total += counter.getAttempted();
    }
    return total;
  }

  private static double lastSeconds(List<EpochRow> rows) {
    return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).seconds();
  }

  /** Says which files are read: the smallest piece of work there is. */
  private enum Half {
    TRAINING,
    TEST
  }

  /**
   * Reads one half of the data, in chunks that all have the same key: they are for one trainer. A
   * packed file can only be read from its start, so a half is the smallest piece of work there is.
   */
  private static final class ReadExamplesFn extends DoFn<Half, KV<Integer, ExampleChunk>> {
    private static final long serialVersionUID = 1L;
    private static final int KEY = 0;

    private final Counter read = Metrics.counter(TrainMetrics.NAMESPACE, TrainMetrics.EXAMPLES);
    private final DigitData source;
    private final DatasetShape shape;

    ReadExamplesFn(DigitData source, DatasetShape shape) {
      this.source = requireNonNull(source, "source is null");
      this.shape = requireNonNull(shape, "shape is null");
    }

    @ProcessElement
    public void read(@Element Half half, OutputReceiver<KV<Integer, ExampleChunk>> out)
        throws IOException {
      IdxFolder folder = source.open();
      boolean training = half == Half.TRAINING;
      ExampleReader.read(
          training ? folder.training() : folder.test(),
          shape,
          training ? 0 : shape.firstTest(),
          training ? shape.firstTest() : shape.test(),
          chunk -> {
            read.inc(chunk.count());
            out.output(KV.of(KEY, chunk));
          });
    }
  }

  /** The one trainer: gets all examples as one element, and gives a row for each epoch. */
  private static final class TrainModelFn
      extends DoFn<KV<Integer, Iterable<ExampleChunk>>, EpochRow> {
    private static final long serialVersionUID = 1L;

    private final Counter steps = Metrics.counter(TrainMetrics.NAMESPACE, TrainMetrics.STEPS);
    private final Distribution saves =
        Metrics.distribution(TrainMetrics.NAMESPACE, TrainMetrics.SAVE_MILLIS);
    private final TrainSettings settings;
    private final DatasetShape shape;
    private final ProgressId progress;

    TrainModelFn(TrainSettings settings, DatasetShape shape, ProgressId progress) {
      this.settings = requireNonNull(settings, "settings is null");
      this.shape = requireNonNull(shape, "shape is null");
      this.progress = requireNonNull(progress, "progress is null");
    }

    @ProcessElement
    public void train(
        @Element KV<Integer, Iterable<ExampleChunk>> chunks, OutputReceiver<EpochRow> out)
        throws IOException {
      Storage.createFolder(settings.saving().folder());
      try (ExampleTensors examples = new ExampleTensors(shape);
          Trainer trainer = new Trainer(settings, shape, new Counters())) {
        chunks.getValue().forEach(examples::put);
        examples.requireAll();
        trainer.run(examples, out::output);
      }
    }

    private final class Counters implements Trainer.Progress {
      private ProgressPhase phase = ProgressId.uncounted();

      @Override
      public void started(long step, long last) {
        phase = progress.begin("training", "steps", last, step);
      }

      @Override
      public void stepsDone(long count) {
        steps.inc(count);
        phase.add(count);
      }

      @Override
      public void saved(long nanos) {
        saves.update(nanos / 1_000_000);
      }
    }
  }
}
