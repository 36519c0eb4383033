package org.imagebeam.session;

import org.imagebeam.graph.optimize.LayerFuser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Whether TensorFlow has a kernel for each op that {@link LayerFuser} makes. It depends on its
 * build, on the processor, and on {@code TF_ENABLE_ONEDNN_OPTS}, so one is run to see.
 */
final class FusedKernels {
  private static final Logger LOG = LoggerFactory.getLogger(FusedKernels.class);
  private static final float FED = 40;
  private static final float EXPECTED = 42;

  private static @Nullable Boolean run;

  private FusedKernels() {}

  /**
   * Tries it, the first time.
   *
   * @param options of the session for which it matters: the first one of a process may size the
   *     thread pool of all
   */
  static synchronized boolean run(SessionOptions options) {
    if (run == null) {
      run = tryOne(options);
    }
    return run;
  }

  private static boolean tryOne(SessionOptions options) {
    try (GraphSession session = GraphSession.open(LayerFuser.sample(), options);
        TFloat32 fed =
            TFloat32.tensorOf(Shape.of(1, 1, 1, 1), data -> data.setFloat(FED, 0, 0, 0, 0));
        TFloat32 fetched =
            (TFloat32) session.run(LayerFuser.SAMPLE_INPUT, fed, LayerFuser.SAMPLE_OUTPUT)) {
      return fetched.getFloat(0, 0, 0, 0) == EXPECTED;
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      LOG.debug("TensorFlow runs no fused layers here", e);
      return false;
    }
  }
}
