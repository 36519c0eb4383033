package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.imagebeam.bottleneck.BottleneckPipeline;
import org.imagebeam.bottleneck.BottleneckSet;
import org.imagebeam.bottleneck.BottleneckSettings;
import org.imagebeam.bottleneck.BottleneckWork;
import org.imagebeam.bottleneck.Duplicates;
import org.imagebeam.bottleneck.LabelledFolder;
import org.imagebeam.bottleneck.LabelledImage;
import org.imagebeam.bottleneck.LeftOutImage;
import org.imagebeam.bottleneck.Side;
import org.imagebeam.download.Progress;
import org.imagebeam.finetune.TunableNetwork;
import org.imagebeam.head.BottleneckTensors;
import org.imagebeam.head.HeadSettings;
import org.imagebeam.head.HeadTrainer;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.progress.ProgressWatcher;
import org.imagebeam.quantize.CachedQuantization;
import org.imagebeam.session.TensorFlowRuntime;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.RowWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole job: bottlenecks of all images, a last layer trained on them, the layers below tuned, a
 * model folder, and what tells how good it is.
 *
 * <pre>
 * BottleneckPipeline ─► cache ─► Work ── TrainHead ── FineTune ── ExportModel ─► model folder
 *                                                                                    │
 *                                            confusion matrix, page, summary ◄─ ModelEvaluation
 * </pre>
 *
 * <p>Three pipelines one after another, of which the first and the last spread over all workers and
 * the one between is one trainer. Killed at any moment and run again with the same options, it goes
 * on from the cache and the last checkpoint.
 */
public final class RetrainPipeline {

  /** A file that the cache of bottlenecks never has. */
  private static final String BOTTLENECK_PROBE = "writable";

  private static final Logger LOG = LoggerFactory.getLogger(RetrainPipeline.class);

  private final RetrainOptions options;
  private final RetrainSettings settings;
  private final LabelledFolder images;
  private final BottleneckSettings bottlenecks;
  private final Map<String, String> description;
  private final ProgressWatcher watcher;

  private RetrainPipeline(
      RetrainOptions options,
      RetrainSettings settings,
      LabelledFolder images,
      BottleneckSettings bottlenecks,
      ProgressWatcher watcher) {
    this.options = options;
    this.settings = settings;
    this.images = images;
    this.bottlenecks = bottlenecks;
    this.description = RunDescription.of(images, bottlenecks, settings.head(), settings.fineTune());
    this.watcher = watcher;
  }

  /**
   * Checks the options, the images' folder and the model, before anything is written.
   *
   * @param progress told if the model has to be fetched, and how the run goes
   * @throws org.imagebeam.local.InvalidValueException if an option's value is invalid
   * @throws InputException if there are too few images, or no classes
   * @throws ModelException if the model can't be found or used, or has no bottleneck
   * @throws SettingsException if an unfinished training of other settings is in the output
   * @throws IOException if the output can't be looked at
   */
  public static RetrainPipeline create(RetrainOptions options, Progress progress)
      throws IOException {
    requireNonNull(options, "options is null");
    RetrainSettings settings = RetrainSettings.of(options);
    TensorFlowRuntime.loadAhead();
    settings.output().requireApartFrom(settings.images(), settings.model().name());
    LabelledFolder images =
        LabelledFolder.list(settings.images(), settings.filter(), settings.split());
    images.requireEnough();
    if (Storage.isFolder(settings.output().path())) {
      settings.output().requireWritable();
    }
    ModelRef model =
        CachedQuantization.resolve(
            settings.model(),
            options,
            new CachedQuantization.Images(
                settings.images(),
                () ->
                    new FileListing(
                        images.images().stream().map(LabelledImage::file).toList(),
                        images.problems())),
            progress);
    settings = settings.withModel(model);
    ModelFolder folder = model.open(progress);
    ModelGraph graph = folder.readGraph();
    BottleneckSettings bottlenecks = settings.bottlenecksOf(graph);
    if (settings.fineTune().isPresent()) {
      TunableNetwork.of(folder, graph, settings.fineTune().get().fromLayer());
    }
    RetrainPipeline pipeline =
        new RetrainPipeline(options, settings, images, bottlenecks, progress);
    new PreviousRun(settings.output()).check(pipeline.description);
    return pipeline;
  }

  /**
   * Runs the job to its end.
   *
   * @param evaluations is told of each evaluation of this run, soon after it was made
   * @throws InputException if too few of the images can be used
   * @throws ModelException if the network failed on every image
   * @throws PipelineFailedException if a runner gives up
   * @throws IOException if the output or the cache can't be written, or what is there can't be read
   */
  public RetrainSummary run(Consumer<EvaluationRow> evaluations) throws IOException {
    requireNonNull(evaluations, "evaluations is null");
    try (JobProgress progress = JobProgress.start(watcher)) {
      return run(evaluations, progress.id());
    }
  }

  private RetrainSummary run(Consumer<EvaluationRow> evaluations, ProgressId progress)
      throws IOException {
    OutputFolder output = settings.output();
    output.requireWritable();
    AtomicFile.requireWritable(Storage.resolve(settings.bottlenecks(), BOTTLENECK_PROBE));
    BottleneckSet set =
        new BottleneckPipeline(options, bottlenecks, settings.bottlenecks()).run(images, progress);
    LeftOutImage.write(output.failures(), set.failures(), settings.csvSafe());
    requireAnAnswer(set);
    set.failures()
        .forEach(
            failure -> LOG.warn("{} is left out: {}", failure.image(), failure.reason().message()));
    images.requireEnough(set.failedPaths());
    Duplicates.find(set, settings.inference().limits().maxBytes()).forEach(LOG::warn);
    new PreviousRun(output).resumeOrReset(description);
    String modelId = train(evaluations, progress);
    Predictions predictions =
        new ModelEvaluation(
                options, settings.inference(), output, settings.model().allowUnsafeModel())
            .run(images, modelId, progress);
    return new RetrainReport(settings, description, set).write(modelId, predictions);
  }

  /**
   * Describes, for a process that is being stopped, what the same command can go on from: words
   * that follow "stopped".
   */
  public String describeKept() {
    String cache = settings.bottlenecks();
    try {
      return Storage.isFolder(cache) && !Storage.list(cache).isEmpty()
          ? "; the bottlenecks so far are kept in '"
              + cache
              + "' and the checkpoints in '"
              + settings.output().path()
              + "', and the same command goes on from there"
          : "; there are no bottlenecks to go on from, the same command starts anew";
    } catch (IOException e) {
      return "";
    }
  }

  /** Blames the model if all images fail in the network. */
  private void requireAnAnswer(BottleneckSet set) {
    set.failures().stream()
        .filter(failure -> failure.reason().stage().equals(ImageStages.INFER))
        .findFirst()
        .filter(failure -> set.features() == 0)
        .ifPresent(
            failure -> {
              throw new ModelException(
                  ModelException.Kind.UNUSABLE,
                  String.format(
                      Locale.ROOT,
                      "the model gave a bottleneck of no image; the first, %s, failed with: %s",
                      failure.image(),
                      failure.reason().message().lines().findFirst().orElse("")));
            });
  }

  private String train(Consumer<EvaluationRow> evaluations, ProgressId progress)
      throws IOException {
    OutputFolder output = settings.output();
    try (RowWatcher<EvaluationRow> watcher =
        new RowWatcher<>(EvaluationRow.TABLE, output.metrics(), evaluations)) {
      watcher.start();
      PipelineRun.runSingleThreaded(trainer(progress));
    }
    return ModelFolder.open(output.path()).readGraph().id();
  }

  private Pipeline trainer(ProgressId progress) {
    Pipeline pipeline = Pipeline.create(options);
    BottleneckWork work =
        new BottleneckWork(
            images.folder(),
            images.filter(),
            images.split(),
            bottlenecks,
            settings.bottlenecks(),
            "");
    pipeline
        .apply(
            "Work", Create.of(List.of(work)).withCoder(SerializableCoder.of(BottleneckWork.class)))
        .apply("TrainHead", ParDo.of(new TrainHeadFn(settings.head(), settings.output(), progress)))
        .apply(
            "FineTune",
            ParDo.of(new FineTuneFn(work, settings.fineTune(), settings.output(), progress)))
        .setCoder(SerializableCoder.of(TrainedCheckpoints.class))
        .apply(
            "ExportModel",
            ParDo.of(new ExportModelFn(work, settings.fineTune(), settings.output())));
    return pipeline;
  }

  /** The one trainer of the last layer: reads the cache, and gives the layer's checkpoint. */
  private static final class TrainHeadFn extends DoFn<BottleneckWork, String> {
    private static final long serialVersionUID = 1L;

    private final Counter steps =
        Metrics.counter(RetrainMetrics.NAMESPACE, RetrainMetrics.HEAD_STEPS);
    private final HeadSettings settings;
    private final OutputFolder output;
    private final ProgressId progress;

    TrainHeadFn(HeadSettings settings, OutputFolder output, ProgressId progress) {
      this.settings = requireNonNull(settings, "settings is null");
      this.output = requireNonNull(output, "output is null");
      this.progress = requireNonNull(progress, "progress is null");
    }

    @ProcessElement
    public void train(@Element BottleneckWork work, OutputReceiver<String> out) throws IOException {
      BottleneckSet set = BottleneckSet.load(work);
      try (HeadTrainer trainer =
          new HeadTrainer(
              settings,
              output.checkpoints(),
              output,
              BottleneckTensors.distorted(set.examples(Side.TRAINING)),
              BottleneckTensors.plain(set.examples(Side.VALIDATION)),
              set.labels().size(),
              steps::inc)) {
        out.output(trainer.run(progress));
      }
    }
  }
}
