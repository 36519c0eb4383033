package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphRewriteTest {
  /** The outcomes of trials are kept by these names. */
  @Test
  void shouldKeepItsNamesAndOrder() {
    assertEquals(
        List.of(
            "CHECKS_DROPPED",
            "WEIGHTS_DEQUANTIZED",
            "CONSTANTS_FOLDED",
            "BATCH_NORMS_FOLDED",
            "AVERAGE_POOLS_MOVED",
            "WINOGRAD",
            "CONVOLUTIONS_SPLIT",
            "LAYERS_FUSED"),
        GraphRewrite.ALL.stream().map(GraphRewrite::name).toList());
    assertEquals(GraphRewrite.ALL.subList(0, 5), GraphRewrite.PORTABLE);
  }

  @Test
  void shouldChooseInOrder() {
    assertEquals(
        List.of(GraphRewrite.CHECKS_DROPPED, GraphRewrite.LAYERS_FUSED),
        GraphRewrite.choose(
            Set.of(GraphRewrite.LAYERS_FUSED, GraphRewrite.CHECKS_DROPPED)::contains));
  }
}
