package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

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
   * @throws EnvironmentException if its libraries, or snappy's, which each pipeline needs, have no
   *     place; names the folders that were looked at
   */
  public static Thread loadAhead() {
    NativeLibraries.requirePlaces();
    return startLoading();
  }

  /**
   * As {@link #loadAhead()}; then also tries which rewrites suit this machine, which {@link
   * FastestRewrites#here} then knows.
   *
   * @param options of the session that a network will run in
   * @throws EnvironmentException if its libraries, or snappy's, which each pipeline needs, have no
   *     place; names the folders that were looked at
   */
  public static Thread loadAhead(SessionOptions options) {
    requireNonNull(options, "options is null");
    NativeLibraries.requirePlaces();
    return ahead(() -> FastestRewrites.here(options));
  }

  /**
   * As {@link #loadAhead()}, before it is known whether there will be a pipeline: doesn't look at
   * the places of libraries.
   */
  public static Thread startLoading() {
    return ahead(() -> {});
  }

  /**
   * Loads the library now.
   *
   * @return TensorFlow's version
   * @throws EnvironmentException if it has no place
   * @throws LinkageError if it can't be loaded
   */
  public static String load() {
    NativeLibraries.require();
    return TensorFlow.version();
  }

  /** Returns whether TensorFlow computes with oneDNN here: by the environment, or by itself. */
  public static boolean usesOneDnn() {
    return InstructionLimit.isOn(System.getenv(InstructionLimit.SWITCH), CpuFeatures.local());
  }

  private static Thread ahead(Runnable then) {
    return DaemonThreads.start(
        "load-tensorflow",
        () -> {
          try {
            NativeLibraries.require();
            LOG.debug("TensorFlow {} is loaded", TensorFlow.version());
            then.run();
          } catch (LinkageError | VirtualMachineError | RuntimeException e) {
            LOG.debug("TensorFlow can't be loaded", e);
          }
        });
  }
}
