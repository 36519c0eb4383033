package org.imagebeam.progress;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a job does, phase after phase, and tells a watcher. Functions that run on workers
 * count by the job's {@link #id}: that reaches the job in its own JVM, and counts nothing in
 * another. Thread-safe.
 */
public final class JobProgress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobProgress.class);
  private static final Map<String, JobProgress> JOBS = new ConcurrentHashMap<>();

  private final ProgressId id = new ProgressId(UUID.randomUUID().toString());
  private volatile ProgressWatcher watcher;
  private volatile ProgressPhase phase = ProgressId.uncounted();

  private JobProgress(ProgressWatcher watcher) {
    this.watcher = watcher;
  }

  /** Starts to count a job. */
  public static JobProgress start(ProgressWatcher watcher) {
    JobProgress job = new JobProgress(requireNonNull(watcher, "watcher is null"));
    JOBS.put(job.id.job(), job);
    return job;
  }

  /** Returns a job that nobody watches, and that need not be closed. */
  public static JobProgress unwatched() {
    return new JobProgress(ProgressWatcher.NONE);
  }

  /** Returns the job of an id, if it is counted in this JVM. */
  static Optional<JobProgress> find(String id) {
    return Optional.ofNullable(JOBS.get(id));
  }

  /** Returns what workers count by. */
  public ProgressId id() {
    return id;
  }

  /** Returns the phase that began last. */
  ProgressPhase phase() {
    return phase;
  }

  /** Begins a phase whose total isn't known. See {@link #begin(String, String, long, long)}. */
  public ProgressPhase begin(String name, String unit) {
    return begin(new ProgressPhase(name, unit, OptionalLong.empty(), 0));
  }

  /**
   * Begins a phase, and ends the one before.
   *
   * @param name what is being done, such as "classifying"
   * @param unit what is counted, in the plural
   * @param total units in the end, those done before among them
   * @param before units that were done by earlier runs
   */
  public ProgressPhase begin(String name, String unit, long total, long before) {
    return begin(new ProgressPhase(name, unit, OptionalLong.of(total), before));
  }

  private ProgressPhase begin(ProgressPhase next) {
    phase = next;
    tell(() -> watcher.began(next));
    return next;
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.debug("the progress can't be shown, and is shown no more", e);
      watcher = ProgressWatcher.NONE;
    }
  }

  /** Ends the watching, see {@link #end}. */
  @Override
  public void close() {
    end();
  }

  /** Ends the watching. What is counted from now on is not shown. More calls do nothing. */
  public void end() {
    JOBS.remove(id.job());
    tell(() -> watcher.ended());
    watcher = ProgressWatcher.NONE;
  }
}
