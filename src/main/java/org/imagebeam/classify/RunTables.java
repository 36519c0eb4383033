package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.PipelineResult;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.table.FailureLines;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.PartMerger;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.TableTarget;
import org.imagebeam.classify.table.TableTargets;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * Makes a run's tables and metrics of its parts.
 *
 * @param settings of the run
 * @param content of the rows
 * @param rows what the rows depend on
 * @param streams where rows and failures go if there is no output file
 */
record RunTables(
    ClassifySettings settings,
    RowContent content,
    RowSettings rows,
    Optional<StandardStreams> streams) {
  RunTables {
    requireNonNull(settings, "settings is null");
    requireNonNull(content, "content is null");
    requireNonNull(rows, "rows is null");
    requireNonNull(streams, "streams is null");
  }

  /**
   * Merges what the pipeline has committed, and deletes the work folder.
   *
   * @param start of the run, in the nanoseconds of {@link System#nanoTime}
   * @throws IOException if a part can't be read, or a table can't be written
   * @throws org.imagebeam.model.ModelException if the model answered no image
   */
  ClassifySummary write(
      PipelineResult result, ModelHandle model, WorkFolder work, OutputLayout layout, long start)
      throws IOException {
    if (layout.ledger()) {
      LedgerSettings.add(layout.settings(), rows);
    }
    PartMerger.Counts counts = merge(work, layout);
    double seconds = (System.nanoTime() - start) / 1e9;
    RunMetrics metrics = RunMetrics.of(result);
    boolean files = streams.isEmpty();
    ClassifySummary summary =
        new ClassifySummary(
            counts.classified(),
            counts.failed(),
            metrics.counter(ClassifyMetrics.SKIPPED),
            seconds,
            metrics.inferences(),
            files ? layout.results(work.runId()) : "standard output",
            files ? layout.failures(work.runId()) : "standard error",
            files ? layout.metrics() : "");
    if (files) {
      AtomicFile.write(layout.metrics(), metrics.json(summary, settings, rows, model));
    }
    work.delete();
    // Not before the tables are written: the failures are among them.
    NothingInferred.check(counts, summary.failures());
    return summary;
  }

  private PartMerger.Counts merge(WorkFolder work, OutputLayout layout) throws IOException {
    TableTargets targets =
        new TableTargets(
            new ResultsCsv(
                content.labels(),
                content.heads().nodes().keySet().asList(),
                settings.vector(),
                rows.id()),
            new FailuresCsv(rows.id()),
            settings.style());
    // While the table that names them is there.
    List<String> former = formerEmbeddings(layout, work.runId());
    PartMerger.Counts counts;
    try (TableTarget results =
            streams.isPresent()
                ? targets.resultsStream(streams.get().rows())
                : targets.resultsFile(layout, work.runId());
        TableTarget failures =
            streams.isPresent()
                ? new FailureLines(streams.get().failures())
                : targets.failuresFile(layout, work.runId())) {
      counts = PartMerger.merge(work.parts(), work.listing(), results, failures);
    }
    for (String file : former) {
      Storage.delete(file);
    }
    return counts;
  }

  private List<String> formerEmbeddings(OutputLayout layout, String run) throws IOException {
    return streams.isPresent() || !TableTargets.mayHaveEmbeddings(layout)
        ? List.of()
        : TableTargets.formerEmbeddings(
            layout, LedgerTable.embeddingFiles(layout.results(run)), run);
  }
}
