package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.imagebeam.local.DaemonThreads;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.SessionRuns;

/**
 * The first runs of a model's network, which are given up on if they don't end: a graph can hold a
 * loop without an end, and TensorFlow has no way to break off a run.
 *
 * @param folder of the model, for messages
 * @param id of the graph and its output; a model that was given up on once is not run again
 * @param limit how long the runs may take
 */
record FirstRun(ModelFolder folder, String id, Duration limit) {
  /** The system property that holds another limit, in seconds. */
  static final String LIMIT_PROPERTY = "imagebeam.firstRunSeconds";

  /** Far beyond what any network takes for one image, on a busy machine, too. */
  private static final long DEFAULT_SECONDS = 300;

  private static final Set<String> ENDLESS = ConcurrentHashMap.newKeySet();

  FirstRun {
    requireNonNull(folder, "folder is null");
    requireNonNull(id, "id is null");
    requireNonNull(limit, "limit is null");
  }

  /** The first runs of a model within the time that this JVM allows. */
  static FirstRun of(ModelFolder folder, String id) {
    return new FirstRun(
        folder, id, Duration.ofSeconds(Long.getLong(LIMIT_PROPERTY, DEFAULT_SECONDS)));
  }

  /**
   * Makes {@code runs} on a thread of its own, and waits for their end. One without an end goes on
   * until the process ends, see {@link SessionRuns#exit}.
   *
   * @throws ModelException if they take longer than the limit, or did so before in this process
   */
  void make(Runnable runs) {
    if (ENDLESS.contains(id)) {
      throw endless();
    }
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        DaemonThreads.start(
            "first-run",
            () -> {
              try {
                runs.run();
              } catch (RuntimeException | Error e) {
                thrown[0] = e;
              }
            });
    Uninterruptibles.joinUninterruptibly(thread, limit);
    if (thread.isAlive()) {
      SessionRuns.abandon();
      ENDLESS.add(id);
      throw endless();
    }
    if (thrown[0] != null) {
      Throwables.throwIfUnchecked(thrown[0]);
    }
  }

  private ModelException endless() {
    return folder.unusable(
        ": the network has no answer for one image after "
            + limit.toSeconds()
            + " s; it seems to hold a loop without an end (-D"
            + LIMIT_PROPERTY
            + "=N waits for N seconds)");
  }
}
