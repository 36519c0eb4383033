package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.PartWriter;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.model.LabelMap;
import org.imagebeam.progress.ProgressId;

/**
 * Puts the steps of a run together.
 *
 * @param settings of the run
 * @param content of the rows
 * @param rows what the rows depend on
 * @param model that classifies
 * @param work where the rows are committed
 * @param layout of the output
 * @param progress of the run
 */
record ClassifyJob(
    ClassifySettings settings,
    RowContent content,
    RowSettings rows,
    ModelHandle model,
    WorkFolder work,
    OutputLayout layout,
    ProgressId progress) {
  ClassifyJob {
    requireNonNull(settings, "settings is null");
    requireNonNull(content, "content is null");
    requireNonNull(rows, "rows is null");
    requireNonNull(model, "model is null");
    requireNonNull(work, "work is null");
    requireNonNull(layout, "layout is null");
    requireNonNull(progress, "progress is null");
  }

  /** Adds the steps to a pipeline, and returns the id under which they share the loaded model. */
  String addTo(Pipeline pipeline) {
    PartWriter<ImageFailure> failures =
        part(new FailuresCsv(rows.id()), OutputLayout.FAILURES_PREFIX);
    ResultsCsv results =
        content.table(
            content.outputs().hasEmbedding() ? VectorColumn.BASE64 : VectorColumn.NONE, rows.id());
    PCollectionView<LabelMap> map =
        pipeline.apply("ReadLabels", ReadLabels.of(model.location()).expecting(rows.labels()));
    ClassifyImages classify =
        ClassifyImages.with(model, map)
            .withSettings(settings.inference())
            .withContent(content)
            .withParts(
                new ClassifySteps.Parts(
                    part(results, OutputLayout.RESULTS_PREFIX), failures, progress::count));
    PCollectionTuple found = pipeline.apply("ListImages", ListImages.of(matching()));
    found.get(ListImages.IMAGES).apply("Classify", classify);
    found
        .get(ListImages.FAILURES)
        .apply("WriteFailures", ParDo.of(new PartWriter.WriteFn<>(failures)));
    return classify.sharedModelId();
  }

  private <T> PartWriter<T> part(CsvTable<T> table, String prefix) {
    return new PartWriter<>(table, work.parts(), prefix, work.attempt());
  }

  private ListImages.Work matching() {
    return new ListImages.Work(
        settings.request(model, rows, layout),
        settings.filter(),
        work.runId(),
        new ListImages.Files(work.parts(), work.resumed(), work.listing(), work.gone()),
        settings.inference().batches().groupSize(),
        progress);
  }
}
