package org.imagebeam.classify.table;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps threads of this process from writing into the work folder of a run that has ended. After a
 * failure, the direct runner lets bundles go on for a while: what they write would bring the folder
 * back. Safe for use by many threads.
 */
public final class EndedRuns {
  private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();
  private static final Set<String> ENDED = new HashSet<>();

  private EndedRuns() {}

  /** Writes a file. */
  @FunctionalInterface
  public interface Writing {
    void run() throws IOException;
  }

  /** Removes a folder, or keeps it and says false. */
  @FunctionalInterface
  public interface Removal {
    boolean run() throws IOException;
  }

  /** Says that a run is about to use {@code folder}. */
  public static void begin(String folder) {
    LOCK.writeLock().lock();
    try {
      ENDED.remove(folder);
    } finally {
      LOCK.writeLock().unlock();
    }
  }

  /**
   * Ends a run while nothing is being written into its folder. If {@code removal} says that the
   * folder is gone, nothing will be written there any more.
   */
  public static void end(String folder, Removal removal) throws IOException {
    LOCK.writeLock().lock();
    try {
      if (removal.run()) {
        ENDED.add(folder);
      }
    } finally {
      LOCK.writeLock().unlock();
    }
  }

  /**
   * Writes {@code file}, which lies in a run's folder.
   *
   * @throws IllegalStateException if that run has ended
   */
  public static void write(String file, Writing writing) throws IOException {
    LOCK.readLock().lock();
    try {
      if (ENDED.stream().anyMatch(folder -> file.startsWith(folder + "/"))) {
        throw new IllegalStateException("the run has ended");
      }
      writing.run();
    } finally {
      LOCK.readLock().unlock();
    }
  }
}
