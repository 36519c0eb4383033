package org.imagebeam.learn;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/** Opens sessions whose ops run one after another on the thread that calls. */
public final class SingleThreadSession {
  /** Of inter-op threads: none, the caller runs all ops. */
  private static final int ON_CALLER = -1;

  private SingleThreadSession() {}

  /**
   * Opens a session for a small graph. Each of its ops takes microseconds, less than to wake
   * another thread, and sums are added up in the same order in each run.
   *
   * @param graph stays the caller's
   */
  public static Session open(Graph graph) {
    return new Session(
        graph,
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(ON_CALLER)
            .build());
  }
}
