package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.tensorflow.proto.GraphDef;

/** Chooses the rewrites that make a network fastest on a processor, in the order to apply them. */
public final class FastestRewrites {
  private FastestRewrites() {}

  /**
   * Returns the rewrites for this machine, as far as TensorFlow runs what they make in this
   * process. Opens a small session the first time that fused layers are wanted.
   *
   * @param options of the session that the network will run in
   */
  public static List<GraphRewrite> here(SessionOptions options) {
    List<GraphRewrite> rewrites =
        on(CpuFeatures.local(), requireNonNull(options, "options is null").precision());
    return rewrites.contains(GraphRewrite.LAYERS_FUSED) && !FusedKernels.areAvailable(options)
        ? rewrites.stream().filter(rewrite -> !GraphRewrite.FUSING.contains(rewrite)).toList()
        : rewrites;
  }

  /**
   * Returns the rewrites for a graph: as {@link #here}, without those for int8 where the graph's
   * layers are int8 and TensorFlow has no kernels for that. Opens a small session the first time
   * that such a graph comes.
   *
   * @param options of the session that the network will run in
   * @param warn told, if layers that are int8 will compute in float32
   */
  public static List<GraphRewrite> of(
      GraphDef graph, SessionOptions options, Consumer<String> warn) {
    List<GraphRewrite> rewrites = here(options);
    if (!rewrites.contains(GraphRewrite.INT8_LAYERS)
        || !Int8Rewriter.isQuantized(graph)
        || Int8Kernels.areAvailable(options)) {
      return rewrites;
    }
    warn.accept(
        "the layers are int8, and TensorFlow has no kernels for them here, so they compute in"
            + " float32, which is slower. It has them on Linux with x86-64, if the environment has"
            + " TF_ENABLE_ONEDNN_OPTS=1");
    return rewrites.stream().filter(rewrite -> !rewrite.equals(GraphRewrite.INT8_LAYERS)).toList();
  }

  static List<GraphRewrite> on(CpuFeatures processor, Precision precision) {
    Set<GraphRewrite> chosen = new HashSet<>(GraphRewrite.PORTABLE);
    if (precision != Precision.BFLOAT16) {
      // Not in bfloat16: Winograd's sums and differences would lose what few digits it has, and
      // TensorFlow has to find plain convolutions, to write them in bfloat16.
      chosen.add(GraphRewrite.INT8_LAYERS);
      chosen.add(GraphRewrite.WINOGRAD);
      chosen.addAll(GraphRewrite.FUSING);
    }
    if (processor.hasAvx2Only()) {
      chosen.add(GraphRewrite.CONVOLUTIONS_SPLIT);
    }
    return GraphRewrite.choose(chosen::contains);
  }
}
