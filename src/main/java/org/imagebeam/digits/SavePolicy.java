package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.storage.Storage;

/**
 * Says where and how often a training is saved.
 *
 * @param folder local or {@code gs://}
 * @param maxToKeep of the newest checkpoints; 0 for all
 * @param keepEveryNHours one is kept for good
 * @param everySteps a checkpoint is saved, besides those at each epoch's end; 0 for no others
 */
record SavePolicy(String folder, int maxToKeep, double keepEveryNHours, long everySteps)
    implements Serializable {
  private static final String PREFIX = "model.ckpt";

  /**
   * @throws InvalidValueException if a value is invalid
   */
  SavePolicy {
    requireNonNull(folder, "folder is null");
    if (folder.isBlank()) {
      throw InvalidValueException.of("checkpointDir", "must name a folder");
    }
    OptionChecks.atLeast(0, "maxToKeep", maxToKeep);
    if (!(keepEveryNHours > 0)) {
      throw InvalidValueException.of(
          "keepCheckpointEveryNHours", "must be above 0, not " + keepEveryNHours);
    }
    OptionChecks.atLeast(0, "saveEverySteps", everySteps);
  }

  /** Returns what the names of all checkpoints start with. */
  String prefix() {
    return Storage.resolve(folder, PREFIX);
  }
}
