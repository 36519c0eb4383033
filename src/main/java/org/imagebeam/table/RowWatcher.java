package org.imagebeam.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.imagebeam.local.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each row as soon as a table has it, by looking at the table: whoever writes it may be
 * another process on another machine.
 *
 * @param <R> a row
 */
public final class RowWatcher<R> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RowWatcher.class);
  private static final long PAUSE_MILLIS = 250;

  private final RowTable<R> table;
  private final String path;
  private final Consumer<R> out;
  private final Set<R> seen;
  private final Thread thread = DaemonThreads.named("watch-rows").newThread(this::watch);

  /**
   * Rows that are there already are left out.
   *
   * @param path of the table
   * @param out is called by one thread at a time
   */
  public RowWatcher(RowTable<R> table, String path, Consumer<R> out) throws IOException {
    this.table = requireNonNull(table, "table is null");
    this.path = requireNonNull(path, "path is null");
    this.out = requireNonNull(out, "out is null");
    this.seen = new HashSet<>(table.read(path));
  }

  /** Starts to look. */
  public void start() {
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
      LOG.debug("{} can't be read", path, e);
    }
  }

  private synchronized void look() throws IOException {
    for (R row : table.read(path)) {
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
