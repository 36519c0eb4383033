package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.input.SmallInput;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.SharedModel;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressWatcher;
import org.slf4j.MDC;

/**
 * Runs the job once, from its work folder to its tables.
 *
 * @param options of the pipeline
 * @param settings of the run
 * @param content of the rows
 * @param rows what the rows depend on
 * @param model that classifies
 * @param layout of the output
 * @param streams where rows go in the end, if the layout's files aren't wanted
 */
record ClassifyRun(
    ClassifyOptions options,
    ClassifySettings settings,
    RowContent content,
    RowSettings rows,
    ModelHandle model,
    OutputLayout layout,
    Optional<StandardStreams> streams) {
  /** What the log calls a run's id. */
  private static final String RUN = "run";

  ClassifyRun {
    requireNonNull(options, "options is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(content, "content is null");
    requireNonNull(rows, "rows is null");
    requireNonNull(model, "model is null");
    requireNonNull(layout, "layout is null");
    requireNonNull(streams, "streams is null");
  }

  /**
   * Runs it.
   *
   * @param start of the run, in the nanoseconds of {@link System#nanoTime}
   * @param preload of the model, if it is being loaded
   * @param watcher told how the run goes
   * @throws IOException if the output can't be written
   */
  ClassifySummary run(
      long start, Optional<SharedModel.Preload<?, ?, ?>> preload, ProgressWatcher watcher)
      throws IOException {
    OutputCheck.requireWritable(layout);
    if (settings.report().isPresent()) {
      settings.report().get().requireWritable();
    }
    Map<String, String> run = WorkRun.settings(settings, model.id(), rows);
    try (WorkFolder work = WorkFolder.open(layout.workFolder(), run)) {
      MDC.put(RUN, work.runId());
      try (JobProgress progress = JobProgress.start(watcher)) {
        return run(start, preload, work, progress);
      } catch (IOException | RuntimeException e) {
        work.deleteIfEmpty();
        throw e;
      } finally {
        MDC.remove(RUN);
      }
    }
  }

  private ClassifySummary run(
      long start,
      Optional<SharedModel.Preload<?, ?, ?>> preload,
      WorkFolder work,
      JobProgress progress)
      throws IOException {
    Pipeline pipeline = Pipeline.create(options);
    String shared =
        new ClassifyJob(settings, content, rows, model, work, layout, progress.id())
            .addTo(pipeline);
    preload.ifPresent(loading -> loading.shareAs(shared));
    PipelineResult result = runToEnd(pipeline);
    if (streams.isPresent()) {
      // Rows and a bar would share the terminal.
      progress.end();
    }
    return new RunTables(settings, content, rows, streams)
        .write(result, model, work, layout, start, progress);
  }

  /** Of a single group, a second thread of the direct runner would only busy-wait. */
  private PipelineResult runToEnd(Pipeline pipeline) {
    return options.getRunner() == DirectRunner.class
            && SmallInput.isAtMost(settings.inference().batches().groupSize(), settings.input())
        ? PipelineRun.runSingleThreaded(pipeline)
        : PipelineRun.runAndWait(pipeline);
  }
}
