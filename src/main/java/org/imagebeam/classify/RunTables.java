package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.beam.sdk.PipelineResult;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.ledger.LedgerPolicy;
import org.imagebeam.classify.ledger.LedgerPruning;
import org.imagebeam.classify.ledger.LedgerSettings;
import org.imagebeam.classify.ledger.LedgerTable;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.report.Report;
import org.imagebeam.classify.report.ReportPlace;
import org.imagebeam.classify.report.ReportTables;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.EmbeddedText;
import org.imagebeam.classify.table.EmbeddingShards;
import org.imagebeam.classify.table.FailureLines;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.ListedImages;
import org.imagebeam.classify.table.NewestFile;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.PartMerger;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.TableTarget;
import org.imagebeam.classify.table.TableWriter;
import org.imagebeam.classify.table.UnlessEmpty;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.model.ModelException;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.thumbnail.ThumbnailFolder;

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
   * @param progress of the run
   * @throws IOException if a part can't be read, or a table can't be written
   * @throws ModelException if the model answered no image
   */
  ClassifySummary write(
      PipelineResult result,
      ModelHandle model,
      WorkFolder work,
      OutputLayout layout,
      long start,
      JobProgress progress)
      throws IOException {
    if (layout.ledger()) {
      LedgerSettings.add(layout.settings(), rows);
    }
    PartMerger.Counts counts = merge(work, layout, progress.begin("writing", "rows"));
    double seconds = (System.nanoTime() - start) / 1e9;
    RunMetrics metrics = RunMetrics.of(result);
    boolean files = streams.isEmpty();
    ClassifySummary summary =
        new ClassifySummary(
            work.runId(),
            counts.classified(),
            counts.failed(),
            metrics.ledger(),
            metrics.leftOut(),
            seconds,
            metrics.inferences(),
            files
                ? written(layout, layout.results(work.runId()), counts.classified())
                : "standard output",
            files
                ? written(layout, layout.failures(work.runId()), counts.failedTotal())
                : "standard error",
            files ? layout.metrics(work.runId()) : "",
            settings.report().map(ReportPlace::page).orElse(""));
    LedgerPruning.prune(settings.policy(), work.gone(), layout, work.runId());
    deleteThumbnails(work, layout);
    if (files) {
      AtomicFile.write(summary.metrics(), metrics.json(summary, settings, rows, model));
      if (layout.ledger()) {
        NewestFile.name(layout.metrics(), summary.metrics());
      }
    }
    if (settings.report().isPresent()) {
      // Before the work folder is gone: the same command then writes it if this one can't.
      writeReport(settings.report().get(), layout, work.runId());
    }
    work.delete();
    // Not before the tables are written: the failures are among them.
    requireAnswers(counts, summary.failures());
    return summary;
  }

  /** Those of images whose rows are dropped, which somebody may not want to be seen any more. */
  private void deleteThumbnails(WorkFolder work, OutputLayout layout) throws IOException {
    ThumbnailFolder thumbnails =
        settings.report().orElse(new ReportPlace(layout.report())).thumbnails();
    if (settings.policy().prune() == LedgerPolicy.Prune.DROP
        && Storage.isFolder(thumbnails.folder())) {
      try (ListedImages gone = ListedImages.read(work.gone())) {
        while (gone.hasNext()) {
          thumbnails.delete(gone.next().path());
        }
      }
    }
  }

  /** The path of a table that is there; a ledger gets none without rows. */
  private static String written(OutputLayout layout, String table, long rows) {
    return rows == 0 && layout.ledger() ? "" : table;
  }

  private static void writeReport(ReportPlace place, OutputLayout layout, String run)
      throws IOException {
    String output = layout.ledger() ? layout.folder() : layout.results(run);
    Report.write(
        output.substring(output.lastIndexOf('/') + 1), ReportTables.of(List.of(output)), place);
  }

  /**
   * Tells a model that answers no image from images that can't be used.
   *
   * @param failures where the failures are
   * @throws ModelException if no image was classified and the network failed on each that reached
   *     it; says how the first one failed
   */
  private static void requireAnswers(PartMerger.Counts counts, String failures) {
    long failed = counts.failed().getOrDefault(ImageStages.INFER, 0L);
    if (counts.classified() > 0 || failed == 0) {
      return;
    }
    throw new ModelException(
        ModelException.Kind.UNUSABLE,
        String.format(
            Locale.ROOT,
            "the model answered none of %d image%s; the first, %s (rows in %s)",
            failed,
            failed == 1 ? "" : "s",
            counts.unanswered().orElse(""),
            failures));
  }

  private PartMerger.Counts merge(WorkFolder work, OutputLayout layout, ProgressPhase phase)
      throws IOException {
    // While the table that names them is there.
    List<String> former = formerEmbeddings(layout, work.runId());
    PartMerger.Counts counts;
    try (TableTarget results = results(layout, work.runId());
        TableTarget failures = failures(layout, work.runId())) {
      counts = PartMerger.merge(work.parts(), work.listing(), results, failures, phase::add);
    }
    for (String file : former) {
      Storage.delete(file);
    }
    return counts;
  }

  /** Opens the results, and with them the files of the embeddings. */
  private TableTarget results(OutputLayout layout, String run) throws IOException {
    ResultsCsv table = content.table(settings.vector(), rows.id());
    TableTarget written =
        streams.isPresent()
            ? TableWriter.toStream(
                streams.get().rows(), table, settings.format(), settings.csvSafe())
            : toFile(layout, layout.results(run), table);
    return switch (table.vector()) {
      case NONE, BASE64 -> written;
      case TEXT -> new EmbeddedText(written, table.vectorColumn());
      case SHARD ->
          new EmbeddingShards(
              written,
              table.vectorColumn(),
              layout.folder(),
              number -> layout.embeddings(run, number));
    };
  }

  private TableTarget failures(OutputLayout layout, String run) throws IOException {
    return streams.isPresent()
        ? new FailureLines(streams.get().failures())
        : toFile(layout, layout.failures(run), new FailuresCsv(rows.id()));
  }

  private TableTarget toFile(OutputLayout layout, String file, CsvTable<?> table)
      throws IOException {
    TableTarget target = TableWriter.toFile(file, table, settings.format(), settings.csvSafe());
    return layout.ledger() ? new UnlessEmpty(target, file) : target;
  }

  /**
   * Lists the files of embeddings of earlier runs into the same results file, as far as its table
   * names them: they can be removed when it has been replaced. A ledger keeps those of all runs.
   */
  private List<String> formerEmbeddings(OutputLayout layout, String run) throws IOException {
    if (streams.isPresent() || layout.ledger()) {
      return List.of();
    }
    // A copy of another output's table names files that the other still needs.
    Predicate<String> own = layout.embeddingsPattern().asMatchPredicate();
    if (Storage.list(layout.folder()).stream().noneMatch(own)) {
      return List.of();
    }
    return LedgerTable.embeddingFiles(layout.results(run)).stream()
        .filter(own)
        .filter(name -> !name.contains("-" + run + "-"))
        .map(name -> Storage.resolve(layout.folder(), name))
        .toList();
  }
}
