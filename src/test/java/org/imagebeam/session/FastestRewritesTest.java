package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.junit.jupiter.api.Test;

class FastestRewritesTest {
  private static final CpuFeatures AVX2 = new CpuFeatures("zen", Set.of("avx", "avx2"));
  private static final CpuFeatures AMX = new CpuFeatures("Xeon", Set.of("amx_bf16"));

  private static List<GraphRewrite> portableAnd(GraphRewrite... others) {
    List<GraphRewrite> all = new ArrayList<>(GraphRewrite.PORTABLE);
    all.addAll(List.of(others));
    return all;
  }

  @Test
  void shouldChooseByProcessorAndPrecision() {
    assertEquals(GraphRewrite.ALL, FastestRewrites.on(AVX2, Precision.FLOAT32));
    assertEquals(GraphRewrite.ALL, FastestRewrites.on(AVX2, Precision.INT8));
    assertEquals(
        GraphRewrite.choose(rewrite -> !rewrite.equals(GraphRewrite.CONVOLUTIONS_SPLIT)),
        FastestRewrites.on(AMX, Precision.FLOAT32));
    assertEquals(
        portableAnd(GraphRewrite.CONVOLUTIONS_SPLIT), FastestRewrites.on(AVX2, Precision.BFLOAT16));
    assertEquals(GraphRewrite.PORTABLE, FastestRewrites.on(AMX, Precision.BFLOAT16));
  }

  @Test
  void shouldFuseWhereThisProcessRunsIt() {
    assertEquals(
        FusedKernels.areAvailable(SessionOptions.DEFAULT),
        FastestRewrites.here(SessionOptions.DEFAULT).contains(GraphRewrite.LAYERS_FUSED));
    SessionOptions bfloat16 = new SessionOptions(1, Precision.BFLOAT16);
    assertFalse(FastestRewrites.here(bfloat16).contains(GraphRewrite.LAYERS_FUSED));
  }
}
