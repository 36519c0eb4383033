package org.imagebeam.checkpoint.folder;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A checkpoint in a folder.
 *
 * @param prefix its path without {@code .index}
 * @param newest whether it is the one that {@code latestCheckpoint} gives
 * @param step the number at the end of its name
 * @param time when it was saved; nothing if that is not known
 * @param bytes of all its files
 * @param fault what keeps it from being whole; nothing if all files are there, and the index is
 *     sound
 */
public record CheckpointSummary(
    String prefix,
    boolean newest,
    OptionalLong step,
    Optional<Instant> time,
    long bytes,
    Optional<String> fault) {
  public CheckpointSummary {
    requireNonNull(prefix, "prefix is null");
    requireNonNull(step, "step is null");
    requireNonNull(time, "time is null");
    requireNonNull(fault, "fault is null");
  }
}
