package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

/**
 * Tells how a run of a training went.
 *
 * @param last the newest row, of this run or an earlier one
 * @param steps that this run did
 * @param seconds that its steps took, measuring and saving left out
 * @param checkpoints the folder
 * @param metrics path of the table
 * @param curves path of the page
 */
public record TrainSummary(
    EpochRow last, long steps, double seconds, String checkpoints, String metrics, String curves) {
  public TrainSummary {
    requireNonNull(last, "last is null");
    requireNonNull(checkpoints, "checkpoints is null");
    requireNonNull(metrics, "metrics is null");
    requireNonNull(curves, "curves is null");
  }
}
