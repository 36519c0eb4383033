package org.imagebeam.train;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each row as soon as the table has it, by looking at the table: whoever trains may be
 * another process on another machine.
 */
final class EpochWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpochWatcher.class);
  private static final long PAUSE_MILLIS = 250;

  private final String metrics;
  private final Consumer<EpochRow> out;
  private final Set<EpochRow> seen;
  private final Thread thread = new Thread(this::watch, "watch-epochs");

  /**
   * Rows that are there already are left out.
   *
   * @param metrics path of the table
   * @param out is called by one thread at a time
   */
  EpochWatcher(String metrics, Consumer<EpochRow> out) throws IOException {
    this.metrics = metrics;
    this.out = out;
    this.seen = new HashSet<>(MetricsFile.read(metrics));
    thread.setDaemon(true);
  }

  /** Starts to look. */
  void start() {
    thread.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The last look, when the pipeline is done, meets it again if it stays.
      LOG.debug("{} can't be read", metrics, e);
    }
  }

  private synchronized void look() throws IOException {
    for (EpochRow row : MetricsFile.read(metrics)) {
      if (seen.add(row)) {
        out.accept(row);
      }
    }
  }

  /** Stops, and tells of what is left. */
  @Override
  public void close() throws IOException {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    look();
  }
}
