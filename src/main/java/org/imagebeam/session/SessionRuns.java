package org.imagebeam.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Result;
import org.tensorflow.Session;

/**
 * Runs TensorFlow's sessions, and lets a process end between two runs only.
 *
 * <p>A JVM that ends, by a signal too, gives back the memory of the native libraries while their
 * own threads go on: one that is inside a kernel then crashes the process, which leaves with
 * another exit code and a report of a fatal error. Safe for use by many threads.
 */
public final class SessionRuns {
  /** Longer than a step of any network here takes; whoever can't wait has {@code kill -9}. */
  private static final long PATIENCE_SECONDS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(SessionRuns.class);

  /** A run reads; the end of the process writes. */
  private static final ReadWriteLock RUNS = new ReentrantReadWriteLock();

  private static volatile boolean abandoned;

  private SessionRuns() {}

  /**
   * Runs a session; at the end of the process, doesn't return.
   *
   * @return what was fetched, which the caller closes
   * @throws RuntimeException if an op fails: of which type depends on TensorFlow's status
   */
  public static Result run(Session.Runner runner) {
    RUNS.readLock().lock();
    try {
      return runner.run();
    } finally {
      RUNS.readLock().unlock();
    }
  }

  /**
   * Makes this process wait at its end until no session runs, for 20 seconds at most. Call it once,
   * and only in a program of your own: a runner's workers end as the runner likes.
   */
  public static void endBetweenRuns() {
    Runtime.getRuntime().addShutdownHook(new Thread(SessionRuns::await, "await-session-runs"));
  }

  /** Says that a run will not end: {@link #exit} no longer waits for runs. */
  public static void abandon() {
    abandoned = true;
  }

  /**
   * Ends the process when no session runs, or at once if a run was abandoned: the native libraries
   * would crash on the way out, and the process would leave with another exit code.
   */
  public static void exit(int code) {
    if (abandoned) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  private static void await() {
    try {
      // Never unlocked: a run that would begin now waits for an end that it doesn't see.
      boolean idle = RUNS.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
      LOG.debug("sessions are idle: {}", idle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
