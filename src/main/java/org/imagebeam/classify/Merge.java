package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.imagebeam.classify.table.FailureLines;
import org.imagebeam.classify.table.FailuresCsv;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.PartMerger;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.TableTarget;
import org.imagebeam.classify.table.TableTargets;

/**
 * Makes a run's tables of its parts.
 *
 * @param settings of the run
 * @param topK labels a row, 0 if none
 * @param rows what the rows depend on
 * @param streams where rows and failures go if there is no output file
 */
record Merge(
    ClassifySettings settings, int topK, RowSettings rows, Optional<StandardStreams> streams) {
  Merge {
    requireNonNull(settings, "settings is null");
    requireNonNull(rows, "rows is null");
    requireNonNull(streams, "streams is null");
  }

  /**
   * Merges the parts.
   *
   * @throws IOException if a part can't be read, or a table can't be written
   */
  PartMerger.Counts run(WorkFolder work, OutputLayout layout) throws IOException {
    TableTargets targets =
        new TableTargets(
            new ResultsCsv(topK, settings.vector(), rows.id()),
            new FailuresCsv(rows.id()),
            settings.style());
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
    if (streams.isEmpty()) {
      targets.removeFormerEmbeddings(layout, work.runId());
    }
    return counts;
  }
}
