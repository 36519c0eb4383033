package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.imagebeam.download.Progress;
import org.imagebeam.inference.CommittedInference;
import org.imagebeam.inference.ModelAhead;
import org.imagebeam.inference.TensorFlowRuntime;
import org.imagebeam.model.ModelException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.storage.AtomicFile;

/**
 * The whole job: lists the images, classifies them, and writes the tables.
 *
 * <pre>
 * MatchImages ─┬─ Classify ──────┐
 *              │     ▲           ├─► parts, merged when the pipeline is done
 *              │ ReadLabels      │
 *              └─ WriteFailures ─┘
 * </pre>
 */
public final class ClassifyPipeline {
  static final String MATCH_STEP = "MatchImages";
  static final String LABELS_STEP = "ReadLabels";
  static final String CLASSIFY_STEP = "Classify";
  static final String FAILURES_STEP = "WriteFailures";

  private final ClassifyOptions options;
  private final ClassifySettings settings;
  private final Model model;
  private final OutputLayout layout;
  private final ResultsCsv resultsTable;
  private final FailuresCsv failuresTable = new FailuresCsv();

  private ClassifyPipeline(
      ClassifyOptions options, ClassifySettings settings, Model model, OutputLayout layout) {
    this.options = options;
    this.settings = settings;
    this.model = model;
    this.layout = layout;
    this.resultsTable = new ResultsCsv(settings.topK());
  }

  /**
   * Checks the options and the model, before anything is written.
   *
   * @throws IllegalArgumentException if an option's value can't be
   * @throws ModelException if the model can't be found or used
   * @throws LabelFileException if its labels can't be used
   * @throws IOException if the output can't be looked at
   */
  public static ClassifyPipeline create(ClassifyOptions options) throws IOException {
    return create(options, Progress.log());
  }

  /**
   * The same.
   *
   * @param progress told if the model has to be fetched
   */
  public static ClassifyPipeline create(ClassifyOptions options, Progress progress)
      throws IOException {
    requireNonNull(options, "options is null");
    ClassifySettings settings = ClassifySettings.of(options);
    TensorFlowRuntime.loadAhead();
    Model model = Model.open(settings.model(), progress);
    return new ClassifyPipeline(options, settings, model, OutputLayout.of(settings.output()));
  }

  /**
   * Runs the job to its end. Killed at any moment and run again with the same options, it goes on
   * from the chunks that were committed, and ends with the same bytes.
   *
   * @throws InputException if nothing matches the input
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the output can't be written
   */
  public ClassifySummary run() throws IOException {
    try (WorkFolder work = WorkFolder.open(layout.workFolder(), settings.fingerprint(model.id()))) {
      try {
        return run(work);
      } catch (IOException | RuntimeException e) {
        work.deleteIfEmpty();
        throw e;
      }
    }
  }

  private ClassifySummary run(WorkFolder work) throws IOException {
    AtomicFile.requireWritable(layout.results(work.runId()));
    AtomicFile.requireWritable(layout.failures(work.runId()));
    long start = System.nanoTime();
    PipelineResult result = runPipeline(work);
    MergeParts.Counts counts =
        MergeParts.merge(
            work.parts(),
            resultsTable,
            layout.results(work.runId()),
            failuresTable,
            layout.failures(work.runId()));
    double seconds = (System.nanoTime() - start) / 1e9;
    RunMetrics metrics = RunMetrics.of(result);
    ClassifySummary summary =
        new ClassifySummary(
            counts.classified(),
            counts.failed(),
            metrics.counter(ClassifyMetrics.SKIPPED),
            seconds,
            metrics.inferences(),
            layout.results(work.runId()),
            layout.failures(work.runId()),
            layout.metrics());
    AtomicFile.write(layout.metrics(), metrics.json(summary, settings, model));
    work.delete();
    return summary;
  }

  private PipelineResult runPipeline(WorkFolder work) {
    Pipeline pipeline = Pipeline.create(options);
    PartWriter<ImageFailure> failures =
        new PartWriter<>(failuresTable, work.parts(), OutputLayout.FAILURES_PREFIX);
    CommittedInference<MatchResult.Metadata, List<ScoredNode>> classify =
        ClassifyImages.with(model, pipeline.apply(LABELS_STEP, ReadLabels.of(model.location())))
            .withTopK(settings.topK())
            .withBatches(settings.inference().batches())
            .withLimits(settings.inference().limits())
            .withExif(settings.inference().exif())
            .withDecode(settings.inference().decode())
            .withSession(settings.inference().session())
            .committedTo(
                new PartWriter<>(resultsTable, work.parts(), OutputLayout.RESULTS_PREFIX),
                failures);
    Optional<ModelAhead> ahead = runsHere() ? Optional.of(classify.loadAhead()) : Optional.empty();
    try {
      PCollectionTuple found = pipeline.apply(MATCH_STEP, MatchImages.of(matching(work)));
      found.get(MatchImages.IMAGES).apply(CLASSIFY_STEP, classify);
      found.get(MatchImages.FAILURES).apply(FAILURES_STEP, ParDo.of(new WritePartsFn<>(failures)));
      return PipelineRun.toEnd(pipeline, LabelFileException.class);
    } finally {
      ahead.ifPresent(ModelAhead::close);
    }
  }

  /**
   * Whether this process will need the model, for all that is known. Of a ledger it isn't: there
   * may be nothing new.
   */
  private boolean runsHere() {
    return options.getRunner() == DirectRunner.class && !layout.ledger();
  }

  private MatchImages.Work matching(WorkFolder work) {
    return new MatchImages.Work(
        settings.input(),
        model.id(),
        layout,
        work.runId(),
        work.parts(),
        work.resumed(),
        settings.inference().batches().groupSize());
  }
}
