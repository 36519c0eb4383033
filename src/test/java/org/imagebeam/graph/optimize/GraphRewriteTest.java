package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphRewriteTest {
  /** The outcomes of trials are kept by these names. */
  @Test
  void shouldKeepItsNamesAndOrder() {
    assertEquals(
        List.of(
            "INT8_LAYERS",
            "CHECKS_DROPPED",
            "WEIGHTS_DEQUANTIZED",
            "CONSTANTS_FOLDED",
            "PASS_THROUGHS_DROPPED",
            "SHAPES_SETTLED",
            "PADS_MERGED",
            "DEPTHWISE_FOUND",
            "PRODUCTS_FLATTENED",
            "SCALES_FOLDED",
            "BATCH_NORMS_FOLDED",
            "AVERAGE_POOLS_MOVED",
            "WINOGRAD",
            "CONVOLUTIONS_SPLIT",
            "LAYER_NORMS_FUSED",
            "BATCH_PRODUCTS_FUSED",
            "LAYERS_FUSED",
            "ACTIVATIONS_FUSED",
            "AFFINES_FUSED"),
        GraphRewrite.ALL.stream().map(GraphRewrite::name).toList());
    assertEquals(GraphRewrite.ALL.subList(1, 12), GraphRewrite.PORTABLE);
    assertEquals(GraphRewrite.ALL.subList(14, 19), GraphRewrite.FUSING);
    assertTrue(GraphRewrite.PORTABLE.containsAll(GraphRewrite.DIFFERENTIABLE));
  }

  @Test
  void shouldChooseInOrder() {
    assertEquals(
        List.of(GraphRewrite.CHECKS_DROPPED, GraphRewrite.LAYERS_FUSED),
        GraphRewrite.choose(
            Set.of(GraphRewrite.LAYERS_FUSED, GraphRewrite.CHECKS_DROPPED)::contains));
  }
}
