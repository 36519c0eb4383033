package org.imagebeam.session;

import java.util.List;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * Finds out whether TensorFlow has kernels for the ops that {@link GraphRewrite#FUSING} makes. It
 * depends on its build, on the processor, and on {@code TF_ENABLE_ONEDNN_OPTS}, so a small network
 * is run to see.
 */
final class FusedKernels {
  private static final Logger LOG = LoggerFactory.getLogger(FusedKernels.class);
  private static final String INPUT = "pixels";
  private static final String OUTPUT = "answer";
  private static final int CHANNELS = 16;
  private static final float TOLERANCE = 1e-3f;

  private static @Nullable Boolean available;

  private FusedKernels() {}

  /**
   * Returns whether they are there; tries it the first time.
   *
   * @param options of the session for which it matters: the first one of a process may size the
   *     thread pool of all
   */
  static synchronized boolean areAvailable(SessionOptions options) {
    if (available == null) {
      available = tryOne(options);
    }
    return available;
  }

  private static boolean tryOne(SessionOptions options) {
    GraphDef plain = sample();
    GraphDef fused = plain;
    for (GraphRewrite rewrite : GraphRewrite.FUSING) {
      fused = rewrite.rewriting().apply(fused, List.of(OUTPUT));
    }
    try (GraphSession plainly = GraphSession.openAsGiven(plain, options);
        GraphSession session = GraphSession.openFused(fused, options);
        TFloat32 fed = TFloat32.tensorOf(Shape.of(1, CHANNELS, 1, 1), FusedKernels::fill);
        TFloat32 expected = (TFloat32) plainly.run(INPUT, fed, OUTPUT);
        TFloat32 fetched = (TFloat32) session.run(INPUT, fed, OUTPUT)) {
      float difference = Math.abs(fetched.getFloat(0, 0) - expected.getFloat(0, 0));
      return difference <= TOLERANCE * Math.abs(expected.getFloat(0, 0));
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      LOG.debug("TensorFlow runs no fused layers here", e);
      return false;
    }
  }

  private static void fill(FloatNdArray data) {
    data.scalars().forEachIndexed((at, value) -> value.setFloat(Math.toIntExact(at[1]) - 3));
  }

  /**
   * Makes a network of the layers that the fewest builds of TensorFlow have fused kernels for: a
   * convolution with a swish, a depthwise one with a hard swish, a layer norm, and a matrix product
   * with a GELU.
   */
  private static GraphDef sample() {
    long size = CHANNELS;
    return new SampleNetwork(INPUT, List.of(1L, size, 1L, 1L))
        .convolution(size)
        .swish()
        .depthwise(size)
        .hardSwish()
        .rows(size)
        .layerNorm(size)
        .product(size)
        .gelu()
        .graph(OUTPUT);
  }
}
