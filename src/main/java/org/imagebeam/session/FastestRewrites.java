package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.optimize.GraphRewrite;

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
