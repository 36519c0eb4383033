package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.classify.answer.ImageAnswer;
import org.imagebeam.classify.answer.LabelGroups;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.input.InputPatterns;
import org.imagebeam.classify.ledger.LedgerPolicy;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.download.Progress;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.imagemodel.ModelLabels;
import org.imagebeam.inference.SharedModel;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.progress.ProgressWatcher;
import org.imagebeam.quantize.CachedQuantization;
import org.imagebeam.session.TensorFlowRuntime;
import org.imagebeam.storage.ScratchFolder;
import org.imagebeam.storage.Storage;

/**
 * Runs the whole job: lists the images, classifies them, and writes the tables.
 *
 * <pre>
 * ListImages ─┬─ Classify ──────┐
 *              │     ▲           ├─► parts, merged when the pipeline is done
 *              │ ReadLabels      │
 *              └─ WriteFailures ─┘
 * </pre>
 */
public final class ClassifyPipeline {
  private final ClassifyOptions options;
  private final ClassifySettings settings;
  private final ModelGraph graph;
  private final ModelLabels labels;
  private final RowContent content;
  private final ProgressWatcher watcher;

  private ClassifyPipeline(
      ClassifyOptions options,
      ClassifySettings settings,
      ModelGraph graph,
      ModelLabels labels,
      ProgressWatcher watcher) {
    this.options = options;
    this.settings = settings;
    this.graph = graph;
    this.labels = labels;
    this.content = settings.contentOf(graph.folder().spec());
    this.watcher = watcher;
  }

  /**
   * Checks the options and the model, before anything is written. Logs the progress if the model
   * has to be fetched.
   *
   * @throws org.imagebeam.local.InvalidValueException if an option's value is invalid
   * @throws ModelException if the model can't be found or used
   * @throws LabelFileException if its labels can't be used
   * @throws IOException if the output can't be written, or would replace another's file
   */
  public static ClassifyPipeline create(ClassifyOptions options) throws IOException {
    return create(options, Progress.log());
  }

  /**
   * Checks the options and the model, before anything is written.
   *
   * @param progress told if the model has to be fetched, and how the run goes
   * @throws org.imagebeam.local.InvalidValueException if an option's value is invalid
   * @throws ModelException if the model can't be found or used
   * @throws LabelFileException if its labels can't be used
   * @throws IOException if the output can't be written, or would replace another's file
   */
  public static ClassifyPipeline create(ClassifyOptions options, Progress progress)
      throws IOException {
    requireNonNull(options, "options is null");
    ClassifySettings settings = ClassifySettings.of(options);
    if (settings.layout().isPresent()) {
      OutputLayout layout = settings.layout().get();
      OutputCheck.requireReplaceable(layout);
      if (settings.report().isPresent()) {
        settings.report().get().requireReplaceable();
      }
      if (!options.getDryRun() && Storage.isFolder(layout.folder())) {
        OutputCheck.requireWritable(layout);
      }
    } else if (options.getRunner() != DirectRunner.class) {
      throw InvalidValueException.of(
          "output",
          "can't be standard output with another runner than the direct one: workers elsewhere have"
              + " no common folder for their rows; name a file");
    }
    TensorFlowRuntime.loadAhead();
    ModelRef model =
        CachedQuantization.resolve(settings.model(), options, images(settings), progress);
    ModelGraph graph = model.open(progress).openGraph();
    settings.requireFitting(graph);
    Thread ahead = TensorFlowRuntime.loadAhead(settings.inference().session());
    try {
      ModelLabels labels = ModelLabels.read(graph);
      if (settings.content().groups()) {
        LabelGroups.requireFitting("groups", labels.map());
      }
      return new ClassifyPipeline(options, settings.withModel(model), graph, labels, progress);
    } finally {
      // A process that ends while TensorFlow is at work can crash.
      Uninterruptibles.joinUninterruptibly(ahead);
    }
  }

  private static CachedQuantization.Images images(ClassifySettings settings) {
    return new CachedQuantization.Images(
        InputPatterns.shown(settings.input()),
        () -> InputImages.findAhead(settings.input(), settings.filter()).listing());
  }

  /**
   * Runs the job to its end. Killed at any moment and run again with the same options, it goes on
   * from the chunks that were committed, and ends with the same bytes.
   *
   * @throws InputException if nothing matches the input
   * @throws ModelException if the model's graph isn't the one that was meant, and nothing is
   *     written then; or if its network failed on every image, each of which has its row among the
   *     failures
   * @throws SettingsException if an unfinished run with other settings has written into this output
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the output can't be written
   */
  public ClassifySummary run() throws IOException {
    return run(StandardStreams.ofProcess(System.err::println));
  }

  /**
   * As {@link #run()}.
   *
   * @param streams where rows and failures go if the output is standard output
   * @throws org.imagebeam.local.ClosedPipeException if nobody reads the rows any more
   */
  public ClassifySummary run(StandardStreams streams) throws IOException {
    long start = System.nanoTime();
    if (!preloads()) {
      graph.release();
      labels.releaseGraph();
      return run(start, Optional.empty(), streams);
    }
    try (SharedModel.Preload<MatchResult.Metadata, float[], ImageAnswer> preload =
        SharedModel.preload(this::load)) {
      return run(start, Optional.of(preload), streams);
    }
  }

  private ClassifySummary run(
      long start, Optional<SharedModel.Preload<?, ?, ?>> preload, StandardStreams streams)
      throws IOException {
    if (settings.layout().isPresent()) {
      return run(start, preload, settings.layout().get(), Optional.empty());
    }
    try (ScratchFolder scratch = ScratchFolder.create()) {
      OutputLayout layout = OutputLayout.inScratch(scratch.path(), settings.format());
      return run(start, preload, layout, Optional.of(streams));
    }
  }

  private ModelHandle handle() {
    return ModelHandle.of(settings.model(), graph, outputNode());
  }

  private RowSettings rows() {
    return RowSettings.of(
        content, settings.inference(), labels.digest(), RowSettings.modelJson(graph.folder()));
  }

  /**
   * Finds out what {@link #run()} would do, and writes nothing.
   *
   * @throws InputException if nothing matches the input
   * @throws SettingsException if an unfinished run with other settings has written into this output
   * @throws IOException if a table of an earlier run can't be read
   */
  public DryRun dryRun() throws IOException {
    ModelHandle model = handle();
    graph.release();
    labels.releaseGraph();
    return DryRun.of(settings, model, rows());
  }

  /** Returns what the run does with the rows of images that are gone. */
  public LedgerPolicy.Prune prune() {
    return settings.policy().prune();
  }

  private ImageModel<ImageAnswer> load() {
    ImageModel<ImageAnswer> model =
        ImageModelLoader.load(
            graph,
            labels,
            content.firstNode(outputNode()),
            settings.inference(),
            content,
            ModelCache.of(settings.model().cache()).root());
    if (content.outputs().hasLabels()) {
      labels.compareWith(model);
    }
    return model;
  }

  private String outputNode() {
    return graph.folder().spec().output();
  }

  /** Whether to load the model before the pipeline runs. A ledger may have nothing new. */
  private boolean preloads() {
    return options.getRunner() == DirectRunner.class
        && !settings.layout().map(OutputLayout::ledger).orElse(false);
  }

  /**
   * Describes, for a process that is being stopped, what the same command can go on from: words
   * that follow "stopped".
   */
  public String describeKept() {
    if (settings.layout().isEmpty()) {
      return "; rows for standard output are not kept, the same command starts anew";
    }
    OutputLayout layout = settings.layout().get();
    String elsewhere =
        options.getRunner() == DirectRunner.class
            ? ""
            : " here; a job that its runner has taken goes on there until it is cancelled";
    return elsewhere + WorkFolder.describeKept(layout.workFolder());
  }

  private ClassifySummary run(
      long start,
      Optional<SharedModel.Preload<?, ?, ?>> preload,
      OutputLayout layout,
      Optional<StandardStreams> streams)
      throws IOException {
    return new ClassifyRun(options, settings, content, rows(), handle(), layout, streams)
        .run(start, preload, watcher);
  }
}
