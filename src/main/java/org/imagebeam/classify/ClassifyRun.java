package org.imagebeam.classify;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.imagebeam.inference.CommittedInference;
import org.imagebeam.inference.ModelAhead;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.storage.AtomicFile;

/**
 * One run of {@link ClassifyPipeline}, from a work folder to the tables.
 *
 * <pre>
 * MatchImages ─┬─ Classify ──────┐
 *              │     ▲           ├─► parts, merged when the pipeline is done
 *              │ ReadLabels      │
 *              └─ WriteFailures ─┘
 * </pre>
 */
final class ClassifyRun {
  static final String MATCH_STEP = "MatchImages";
  static final String LABELS_STEP = "ReadLabels";
  static final String CLASSIFY_STEP = "Classify";
  static final String FAILURES_STEP = "WriteFailures";

  private final ClassifySettings settings;
  private final Model model;
  private final RowSettings rows;
  private final OutputLayout layout;
  private final WorkFolder work;
  private final ResultsCsv resultsTable;
  private final FailuresCsv failuresTable;

  ClassifyRun(
      ClassifySettings settings,
      Model model,
      RowSettings rows,
      OutputLayout layout,
      WorkFolder work) {
    this.settings = settings;
    this.model = model;
    this.rows = rows;
    this.layout = layout;
    this.work = work;
    this.resultsTable = new ResultsCsv(settings.topK(), rows.id());
    this.failuresTable = new FailuresCsv(rows.id());
  }

  /**
   * Runs the pipeline, merges what it has committed, and deletes the work folder.
   *
   * @param ahead the model, if it is being loaded in this process
   * @param start the {@link System#nanoTime} that the time taken is counted from
   * @throws org.imagebeam.model.ModelException if the network failed on every image; the tables are
   *     written all the same
   */
  ClassifySummary toEnd(
      ClassifyOptions options,
      Optional<ModelAhead<MatchResult.Metadata, float[], List<ScoredNode>>> ahead,
      long start)
      throws IOException {
    PipelineResult result = PipelineRun.toEnd(pipeline(options, ahead), LabelFileException.class);
    if (layout.ledger()) {
      LedgerSettings.add(layout.settings(), rows);
    }
    MergeParts.Counts counts =
        new MergeParts(resultsTable, failuresTable, settings.csvSafe())
            .merge(
                work.parts(),
                work.listing(),
                layout.results(work.runId()),
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
    AtomicFile.write(layout.metrics(), metrics.json(summary, settings, rows, model));
    work.delete();
    NothingInferred.check(counts, layout.failures(work.runId()));
    return summary;
  }

  private Pipeline pipeline(
      ClassifyOptions options,
      Optional<ModelAhead<MatchResult.Metadata, float[], List<ScoredNode>>> ahead) {
    Pipeline pipeline = Pipeline.create(options);
    PartWriter<ImageFailure> failures = part(failuresTable, OutputLayout.FAILURES_PREFIX);
    CommittedInference<MatchResult.Metadata, List<ScoredNode>> classify =
        ClassifyImages.with(
                model,
                pipeline.apply(
                    LABELS_STEP, ReadLabels.of(model.location()).expecting(rows.labels())))
            .withSettings(settings.forModel(model.outputNode()))
            .withBatches(settings.inference().batches())
            .committedTo(part(resultsTable, OutputLayout.RESULTS_PREFIX), failures);
    ahead.ifPresent(classify::expect);
    PCollectionTuple found = pipeline.apply(MATCH_STEP, MatchImages.of(matching()));
    found.get(MatchImages.IMAGES).apply(CLASSIFY_STEP, classify);
    found.get(MatchImages.FAILURES).apply(FAILURES_STEP, ParDo.of(new WritePartsFn<>(failures)));
    return pipeline;
  }

  private <T> PartWriter<T> part(CsvTable<T> table, String prefix) {
    return new PartWriter<>(table, work.parts(), prefix, work.attempt());
  }

  private MatchImages.Work matching() {
    return new MatchImages.Work(
        settings.input(),
        model.id(),
        rows,
        layout,
        work.runId(),
        new MatchImages.Files(work.parts(), work.resumed(), work.listing()),
        settings.inference().batches().groupSize());
  }
}
