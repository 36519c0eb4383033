package org.imagebeam.download;

import java.util.OptionalLong;
import org.imagebeam.progress.ProgressWatcher;

/**
 * Is told how a download goes, and how the job goes that needs it. Implementations are thread-safe.
 */
public interface Progress extends ProgressWatcher {
  /**
   * Bytes begin to come.
   *
   * @param what is fetched
   * @param done bytes that were there before
   * @param total bytes in the end, if known
   */
  Task start(String what, long done, OptionalLong total);

  /** Something worth a line. */
  void say(String line);

  /** One stretch of bytes, from the first to the last or to an error. */
  interface Task extends AutoCloseable {
    /** Shows nothing. */
    Task NONE =
        new Task() {
          @Override
          public void reach(long done) {}

          @Override
          public void close() {}
        };

    /** So many are there now. */
    void reach(long done);

    /** No more come. */
    @Override
    void close();
  }

  /** Tells the log: for workers, and where nobody watches. */
  static Progress log() {
    return LogProgress.INSTANCE;
  }
}
