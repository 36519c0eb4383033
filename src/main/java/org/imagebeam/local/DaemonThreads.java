package org.imagebeam.local;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ThreadFactory;

/** Makes threads that don't keep the process from its end. */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** Starts a thread. */
  public static Thread start(String name, Runnable task) {
    Thread thread = named(name).newThread(task);
    thread.start();
    return thread;
  }

  /** Returns a factory of threads that all have one name. */
  public static ThreadFactory named(String name) {
    requireNonNull(name, "name is null");
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
