package org.imagebeam.classify;

import java.util.Map;
import org.imagebeam.classify.ledger.LedgerCounts;
import org.imagebeam.storage.FileListing;

/**
 * How a run went.
 *
 * @param run its id, by which a folder's files of the run are named
 * @param classified rows of results
 * @param failed rows of failures, by stage
 * @param ledger counts of what was left to earlier and later runs
 * @param leftOut files and folders of the input that were not read
 * @param seconds from the start of the run, the load of the model included, to the last row
 * @param inferences images that went through the network in this process; fewer than rows where the
 *     run went on from an interrupted one
 * @param results path of the results; empty if a run into a folder has none
 * @param failures path of the failures; empty if a run into a folder has none
 * @param metrics path of the metrics; empty if none are written
 * @param report path of the page; empty if none is written
 */
public record ClassifySummary(
    String run,
    long classified,
    Map<String, Long> failed,
    LedgerCounts ledger,
    FileListing.LeftOut leftOut,
    double seconds,
    long inferences,
    String results,
    String failures,
    String metrics,
    String report) {
  public ClassifySummary {
    failed = Map.copyOf(failed);
  }

  /** Images that had a row before. */
  public long skipped() {
    return ledger.skipped();
  }

  /** Rows of failures. */
  public long failedTotal() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Images inferred a second. */
  public double rate() {
    return seconds == 0 ? 0 : inferences / seconds;
  }
}
