package org.imagebeam.progress;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * Names a job to the functions that run on its workers. Where the job isn't counted in the worker's
 * JVM, or is over, all that is counted is dropped.
 *
 * @param job its id
 */
public record ProgressId(String job) implements Serializable {
  /** Names no job. */
  public static final ProgressId NONE = new ProgressId("");

  public ProgressId {
    requireNonNull(job, "job is null");
  }

  /** Returns a phase that nobody sees. */
  public static ProgressPhase uncounted() {
    return new ProgressPhase("", "", OptionalLong.empty(), 0);
  }

  /** Begins a phase whose total isn't known, see {@link JobProgress#begin(String, String)}. */
  public ProgressPhase begin(String name, String unit) {
    return JobProgress.find(job)
        .map(found -> found.begin(name, unit))
        .orElseGet(ProgressId::uncounted);
  }

  /** Begins a phase, see {@link JobProgress#begin(String, String, long, long)}. */
  public ProgressPhase begin(String name, String unit, long total, long before) {
    return JobProgress.find(job)
        .map(found -> found.begin(name, unit, total, before))
        .orElseGet(ProgressId::uncounted);
  }

  /** Counts one unit of the phase that began last: answered, or failed. */
  public void count(boolean answered) {
    JobProgress.find(job)
        .ifPresent(
            found -> {
              if (answered) {
                found.phase().add(1);
              } else {
                found.phase().fail(1);
              }
            });
  }
}
