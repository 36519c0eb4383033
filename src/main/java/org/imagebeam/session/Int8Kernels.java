package org.imagebeam.session;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.int8.GraphQuantizer;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.int8.QuantizationPlan;
import org.imagebeam.graph.int8.TensorStatistics;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * Finds out whether TensorFlow has kernels for the ops that {@link GraphRewrite#INT8_LAYERS} makes.
 * Without oneDNN it knows the ops, and they give nothing; so a small network is run to see.
 */
public final class Int8Kernels {
  /**
   * Images in a batch. 8 took 2 % less processor time an image than 4 with Inception v3, and 7 %
   * less with the embedded model (EPYC with AVX-512 VNNI).
   */
  public static final int BATCH_SIZE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(Int8Kernels.class);
  private static final String INPUT = "pixels";
  private static final String OUTPUT = "answer";
  private static final int PLACES = 4;
  private static final int CHANNELS = 16;
  private static final float FED = 0.5f;

  /** Two steps of the ranges of this network. */
  private static final float TOLERANCE = 0.1f;

  private static @Nullable Boolean available;

  private Int8Kernels() {}

  /**
   * Returns whether they are there; tries it the first time.
   *
   * @param options of the session for which it matters: the first one of a process may size the
   *     thread pool of all
   */
  public static synchronized boolean areAvailable(SessionOptions options) {
    if (available == null) {
      available = tryOne(options);
    }
    return available;
  }

  private static boolean tryOne(SessionOptions options) {
    GraphDef rounded = sample();
    GraphDef int8 = Int8Rewriter.rewrite(rounded, List.of(OUTPUT));
    try (GraphSession plainly = GraphSession.openAsGiven(rounded, options);
        GraphSession session = GraphSession.openFused(int8, options);
        TFloat32 fed =
            TFloat32.tensorOf(
                Shape.of(1, PLACES, 1, 1),
                data -> data.scalars().forEach(value -> value.setFloat(FED)));
        TFloat32 expected = (TFloat32) plainly.run(INPUT, fed, OUTPUT);
        TFloat32 fetched = (TFloat32) session.run(INPUT, fed, OUTPUT)) {
      return Math.abs(fetched.getFloat(0, 0, 0, 0) - expected.getFloat(0, 0, 0, 0)) <= TOLERANCE;
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      LOG.debug("TensorFlow runs no int8 layers here", e);
      return false;
    }
  }

  private static GraphDef sample() {
    GraphDef network =
        new SampleNetwork(INPUT, List.of(1L, (long) PLACES, 1L, 1L))
            .convolution(CHANNELS)
            .depthwise(CHANNELS)
            .graph(OUTPUT);
    Map<String, TensorStatistics> statistics = new HashMap<>();
    QuantizationPlan plan = QuantizationPlan.of(network, Set.of(OUTPUT));
    for (String tensor : plan.tensors()) {
      TensorStatistics seen = new TensorStatistics();
      int channels = tensor.equals(INPUT) ? 1 : CHANNELS;
      float[] values = new float[2 * channels];
      Arrays.fill(values, 2);
      seen.add(values, channels);
      statistics.put(tensor, seen);
    }
    return new GraphQuantizer(plan, statistics).quantize(Set.of()).graph();
  }
}
