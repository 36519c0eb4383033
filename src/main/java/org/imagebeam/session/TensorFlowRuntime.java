package org.imagebeam.session;

import org.imagebeam.local.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;

/** TensorFlow's native library in this JVM. */
public final class TensorFlowRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(TensorFlowRuntime.class);

  private TensorFlowRuntime() {}

  /**
   * Starts to load the library on a thread of its own, and returns. Loading takes a second or two,
   * which pass while a pipeline is put together. What goes wrong is left to the first real use,
   * which meets it again.
   *
   * @throws EnvironmentException if snappy's library, which each pipeline needs, has no place;
   *     names the folders that were looked at
   */
  public static Thread loadAhead() {
    NativeLibraries.requireSnappy();
    return DaemonThreads.start(
        "load-tensorflow",
        () -> {
          try {
            NativeLibraries.require();
            LOG.debug("TensorFlow {} is loaded", TensorFlow.version());
          } catch (LinkageError | VirtualMachineError | RuntimeException e) {
            LOG.debug("TensorFlow can't be loaded", e);
          }
        });
  }
}
